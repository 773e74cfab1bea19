"""Every plot, drawn from runs that plain NumPy made."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time

import numpy as np
import pytest
import xarray as xr
from pydantic import ValidationError

from simlab import registry
from simlab.errors import UsageError
from simlab.plots import parse_figure, render
from simlab.plots._basin_map import LOST, UNDECIDED, basin_maps
from simlab.plots._grid import cell_edges
from simlab.plots._landscape import contour_levels, terrain, view
from simlab.plots._measure import quantile, summarize
from simlab.plots._palette import AREA_COLOURS, COLOURS, STATUS_COLOURS, UNDECIDED_COLOUR, rgb
from simlab.plots._render import build
from simlab.plots._select import axis_names, labels_of, log_spaced, number, symbol
from simlab.plots._style import house_style, new_figure, write_plainly
from simlab.plots._ticks import log_ticks, round_steps, signed_log_ticks, tick_text
from simlab.plots.basins import colours
from simlab.results.assembly import assemble
from simlab.results.attributes import Axis
from simlab.results.dataset import Facts, Outcome, Recorded, Variant, place_arrays
from simlab.results.store import open_results, write_results
from simlab.status import Status

# ---- runs by plain NumPy


def rosenbrock(x):
    return (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2


def rosenbrock_gradient(x):
    return np.stack([-2 * (1 - x[0]) - 400 * x[0] * (x[1] - x[0] ** 2), 200 * (x[1] - x[0] ** 2)])


def descend(loss, gradient, start, steps, rate, momentum=0.0, bound=1e6, tolerance=1e-6):
    """Losses [records, lanes], points [records, d, lanes], status and its step; a finished lane is frozen."""
    x, speed = start.copy(), np.zeros_like(start)
    losses, points = [loss(x)], [x]
    status, when = np.zeros(x.shape[1], int), np.full(x.shape[1], steps)
    for step in range(steps):
        g = gradient(x)
        for code, mask in (
            (Status.CONVERGED, np.hypot.reduce(g) < tolerance),
            (Status.DIVERGED, loss(x) > bound),
        ):
            new = mask & (status == 0)
            status[new], when[new] = code, step
        speed = momentum * speed - rate * g
        x = np.where(status == 0, x + speed, x)
        losses.append(loss(x))
        points.append(x)
    return np.array(losses), np.array(points), status, when


def make(runs, coordinates=("x", "y"), **facts):
    """``runs``: (label, optimizer, axes, settings, optima, (losses, points, status, when))."""
    outcomes, values = [], {}
    for label, optimizer, axes, settings, optima, (losses, points, status, when) in runs:
        for name, value in axes.items():
            values.setdefault(name, []).append(value)
        variant = Variant(label, optimizer, axes, settings, optima)
        records = {"loss": losses, "theta": points}
        outcomes.append(Outcome([variant], records, points[0], points[-1], status, when))
    steps = range(len(losses))
    recorded = {"loss": Recorded(steps, "loss"), "theta": Recorded(steps, "parameters", dims=["coordinate"])}
    known = {"title": "A run", "steps": len(losses) - 1, "dtype": "float64", "seed": 7}
    known |= {"replicates": losses.shape[1], "random": losses.shape[1] > 1}
    axes = [Axis(name, [name], sorted(set(found))) for name, found in values.items()]
    return assemble(outcomes, recorded, coordinates, axes, Facts(**(known | facts)))


@pytest.fixture(scope="module")
def ravine():
    """Three optimizers, five starts, Rosenbrock."""
    start = np.random.default_rng(0).uniform(-1.5, 1.5, (2, 5))
    kinds = {"gd": (1e-3, 0.0), "heavy_ball": (5e-4, 0.9), "fast": (2e-3, 0.5)}
    runs = []
    for name, (rate, momentum) in kinds.items():
        settings = {
            "learning_rate": rate,
            "momentum": momentum,
            "b": 100.0,
            "kappa": 2508.0,
            "clip_norm": np.inf,
        }
        path = descend(rosenbrock, rosenbrock_gradient, start, 60, rate, momentum)
        runs.append((name, name, {}, settings, [[1.0, 1.0]], path))
    return make(runs)


RUN = descend(lambda x: x[0] ** 2 / 2, lambda x: x, np.ones((1, 2)), 3, 0.1)
RATES = np.geomspace(0.01, 1.0, 9)
CURVATURES = np.geomspace(1.0, 100.0, 7)


@pytest.fixture(scope="module")
def stability():
    """Gradient descent on ``lam x^2 / 2`` for every learning rate and curvature: stable below ``2 / lam``."""
    runs = []
    for rate in RATES:
        for lam in CURVATURES:
            path = descend(
                lambda x, k=lam: k * x[0] ** 2 / 2, lambda x, k=lam: k * x, np.ones((1, 2)), 400, rate
            )
            axes = {"learning_rate": rate, "curvature": lam}
            runs.append((f"gd {rate:.3g} {lam:.3g}", "gd", axes, dict(axes), [[0.0]], path))
    return make(runs, ["x"])


WELLS = [[-1.0, 0.0], [1.0, 0.0]]


@pytest.fixture(scope="module")
def wells():
    """A grid of starts in ``(x^2 - 1)^2 / 4 + y^2 / 2``: the sign of x decides."""
    x, y = np.meshgrid(np.linspace(-2, 2, 21), np.linspace(-1, 1, 11))
    start = np.stack([x.ravel(), y.ravel()])
    path = descend(
        lambda x: (x[0] ** 2 - 1) ** 2 / 4 + x[1] ** 2 / 2,
        lambda x: np.stack([x[0] * (x[0] ** 2 - 1), x[1]]),
        start,
        120,
        0.3,
        tolerance=1e-4,
    )
    return make([("gd", "gd", {}, {"learning_rate": 0.3}, WELLS, path)])


@pytest.fixture(scope="module")
def surveyed(ravine):
    """The ravine and three landscapes of its trajectories: around the end, along the path, along a line."""
    sides = np.linspace(-1.0, 1.0, 9)
    shape = (3, 5, 9, 9)
    x, y = np.meshgrid(sides, sides, indexing="ij")
    bowl = np.broadcast_to(x**2 + 10 * y**2, shape)
    path = ravine["theta"].values - ravine["theta"].values[:, :, -1:]
    span = np.stack([path.min(axis=2), path.max(axis=2)], axis=-1)
    position = span[..., :1] + (sides + 1) / 2 * (span[..., 1:] - span[..., :1])
    side, axis = (f"landscape_{one}_{{}}".format for one in ("x", "axis"))
    lanes = ["variant", "replicate"]

    def of(dims, values, kind):
        return xr.DataArray(values, dims=[*lanes, *dims], attrs={"long_name": "loss", "landscape": kind})

    found = {
        "around_lambda_min": of([side("around"), "landscape_y_around"], bowl - 1, "random"),
        "around_lambda_max": of([side("around"), "landscape_y_around"], bowl + 1, "random"),
        "way_loss": of([side("way"), "landscape_y_way"], bowl, "trajectory"),
        "way_path": of(["step", axis("way")], path, "trajectory"),
        "way_position": of([axis("way"), side("way")], position, "trajectory"),
        "way_explained": of([axis("way")], np.broadcast_to([0.9, 0.08], (3, 5, 2)), "trajectory"),
        "way_path_loss": of(["step"], ravine["loss"].values, "trajectory"),
        "way_plane_loss": of(["step"], 1.1 * ravine["loss"].values, "trajectory"),
        "straight_loss": of([side("straight")], bowl[:, :, :, 0] + 0.1, "line"),
    }
    coords = {side(name): sides for name in ("around", "way", "straight")}
    coords |= {f"landscape_y_{name}": sides for name in ("around", "way")}
    return ravine.assign(found).assign_coords(coords)


@pytest.fixture(scope="module")
def layered():
    """Two networks of 4 inputs and 3 units in the first layer, one with three layers and one with two."""
    start = np.random.default_rng(3).normal(size=(12, 4))
    path = descend(lambda x: (x**2).sum(axis=0) / 2, lambda x: x, start, 5, 0.3)
    known = {"learning_rate": 0.3, "inputs": 4, "first_units": 3}
    runs = [(name, name, {}, known, [], path) for name in ("deep", "shallow")]
    data = make(runs, [f"x{i}" for i in range(12)])
    slopes = np.exp(np.random.default_rng(4).normal(size=(2, 4, 6, 3)))
    shares = np.random.default_rng(5).dirichlet(np.ones(58), (2, 4, 6, 3))
    slopes[1, ..., 2], shares[1, :, :, 2] = np.nan, np.nan
    dims = ["variant", "replicate", "step", "layer"]
    found = {
        "slope_norm": xr.DataArray(slopes, dims=dims, attrs={"long_name": "slopes"}),
        "activation_histogram": xr.DataArray(shares, dims=[*dims, "activation_bin"]),
    }
    spectra = np.sort(np.random.default_rng(6).normal(size=(2, 4, 6, 12)) ** 3)
    found["hessian_spectrum"] = xr.DataArray(spectra, dims=[*dims[:3], "eigenvalue"])
    coords = place_arrays(["layer", "activation_bin", "eigenvalue"], [3, 58, 12])
    return data.assign(found).assign_coords(coords)


def valley(x, variant):
    return rosenbrock(x)


def law(expression, variant=None, **names):
    """Stands for the expression language."""
    return eval(expression, {"exp": np.exp, "variant": variant}, names)


def drawn(dataset, surface=None, evaluate=None, **table):
    """The laid-out figure and its caption."""
    with house_style():
        figure, caption = build(dataset, parse_figure(table), surface, evaluate)
        figure.draw_without_rendering()
    return figure, caption


def found(axes, gid):
    return [artist for artist in axes.get_children() if artist.get_gid() == gid]


FIGURES = {
    "iterates": ("ravine", {"plot": "iterates", "panels": True}),
    "zoom": ("ravine", {"plot": "iterates", "zoom": [0.0, 1.0, 0.0, 1.0], "replicates": [0, 1]}),
    "curves": (
        "ravine",
        {"plot": "curves", "log_y": True, "lines": [{"y": "10*exp(-step/9)", "label": "law"}]},
    ),
    "heat_map": ("stability", {"plot": "heat_map", "boundary": [{"y": "2/learning_rate", "label": "law"}]}),
    "steps": ("stability", {"plot": "heat_map", "quantity": "status_step"}),
    "basins": ("wells", {"plot": "basins"}),
    "sweep_curve": ("stability", {"plot": "sweep_curve", "quantity": "status_step", "log_y": True}),
    "histogram": ("wells", {"plot": "histogram", "quantity": "theta", "coordinate": "x"}),
    "profile": ("stability", {"plot": "profile", "at": {"curvature": 1.0, "learning_rate": 1.0}}),
    "surface": ("ravine", {"plot": "surface", "contours": True, "window": [-2, 2, -1, 3]}),
    "gradient_field": ("ravine", {"plot": "gradient_field", "flow": 0.4, "paths": True}),
    "phase_portrait": ("ravine", {"plot": "phase_portrait", "y": "theta['y']"}),
    "bifurcation": (
        "stability",
        {"plot": "bifurcation", "at": {"curvature": 1.0}, "marks": [{"x": 0.5, "label": "half"}]},
    ),
    "sensitivity": ("stability", {"plot": "sensitivity", "at": {"curvature": 1.0}}),
    "ecdf": ("wells", {"plot": "ecdf", "quantity": "status_step"}),
    "layers": ("layered", {"plot": "layers", "log_y": True, "lines": [{"y": "2**layer", "label": "law"}]}),
    "activations": ("layered", {"plot": "activations", "step": 2}),
    "spectrum": ("layered", {"plot": "spectrum", "steps": [0, 5]}),
    "weights": ("layered", {"plot": "weights", "variants": ["deep"]}),
    "plane": ("surveyed", {"plot": "landscape", "landscape": "way", "variants": ["gd"]}),
    "relief": (
        "surveyed",
        {
            "plot": "landscape",
            "landscape": "around",
            "quantity": "convexity",
            "view": "relief",
            "variants": ["gd"],
        },
    ),
    "line": ("surveyed", {"plot": "landscape", "landscape": "straight"}),
    "animation": ("ravine", {"plot": "animation", "frames": 3, "pixels": 300}),
}


@pytest.fixture(params=FIGURES)
def case(request):
    fixture, table = FIGURES[request.param]
    surface = valley if fixture == "ravine" else lambda x, variant: x[0] ** 2
    return request.getfixturevalue(fixture), table | {"name": request.param}, surface


# ---- every plot


def test_every_plot_is_tried_here():
    assert {table["plot"] for _, table in FIGURES.values()} == set(registry.names("plots"))


@pytest.mark.parametrize("plot", registry.names("plots"))
def test_options_are_described_and_closed(plot):
    options = registry.load("plots", plot).Options
    assert options().plot == plot
    for name, field in options.model_fields.items():
        assert name == "plot" or field.description, name
    with pytest.raises(ValidationError):
        options(colour="red")
    options.model_json_schema()


def test_options_need_neither_matplotlib_nor_xarray():
    code = (
        "import sys; from simlab import registry\n"
        "for name in registry.names('plots'): registry.load('plots', name).Options()\n"
        "heavy = {'matplotlib', 'xarray', 'zarr', 'pandas', 'scipy', 'sympy', 'numba'} & set(sys.modules)\n"
        "sys.exit(len(heavy))\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_same_bytes_twice_and_under_any_configuration(case, tmp_path):
    import matplotlib

    dataset, table, surface = case
    table = table | {"width": 4.0, "height": 3.0}
    first = render(dataset, [table], tmp_path / "a", surface=surface, evaluate=law)[0]
    with matplotlib.rc_context({"lines.linewidth": 9, "svg.hashsalt": None, "axes.grid": False}):
        second = render(dataset, [table], tmp_path / "b", surface=surface, evaluate=law)[0]
    assert [path.name for path in first.paths][:2] == [f"{table['name']}.svg", f"{table['name']}.png"]
    for one, two in zip(first.paths, second.paths, strict=True):
        assert one.read_bytes() == two.read_bytes()
    assert first.caption == second.caption
    assert b"matplotlib.org/" not in first.paths[1].read_bytes()


def test_words_are_there_and_nothing_overlaps(case):
    dataset, table, surface = case
    figure, caption = drawn(dataset, surface, law, **table)
    renderer = figure.canvas.get_renderer()
    title, below = (next(t for t in figure.texts if t.get_gid() == gid) for gid in ("title", "caption"))
    boxes = [text.get_window_extent(renderer) for text in (title, below)]
    boxes += [legend.get_window_extent(renderer) for legend in figure.legends]
    panels = [axes.get_tightbbox(renderer) for axes in figure.axes]
    for i, box in enumerate(boxes):
        assert box.x0 >= 0 and box.x1 <= figure.bbox.width and box.y0 >= 0 and box.y1 <= figure.bbox.height
        for other in boxes[i + 1 :] + panels:
            assert not box.overlaps(other)
    assert figure.axes[0].get_xlabel()
    assert figure.axes[0].get_ylabel()
    assert all(axes.get_xlabel() or axes.get_ylabel() for axes in figure.axes)
    assert "per setting" in caption and "steps" in caption


def test_single_precision_is_drawn_without_a_warning(case, tmp_path):
    dataset, table, surface = case
    singles = {}
    for name in ("loss", "theta", "start", "final_theta"):
        with np.errstate(over="ignore"):
            singles[name] = dataset[name].copy(data=dataset[name].values.astype(np.float32))
    singles["loss"].values[0, 0, 3:] = np.finfo(np.float32).max
    drawn(dataset.assign(singles), surface, law, **table)


def test_redraw_from_disk_gives_the_same_bytes(ravine, tmp_path):
    write_results(tmp_path, ravine)
    table = {"plot": "curves", "log_y": True}
    before = render(ravine, [table], tmp_path / "a", ["png"])[0].paths[0].read_bytes()
    after = render(open_results(tmp_path), [table], tmp_path / "b", ["png"])[0].paths[0].read_bytes()
    assert before == after


def test_the_power_of_ten_that_an_axis_shares_is_plain_text():
    with house_style():
        figure = new_figure(4.0, 3.0)
        axes = figure.add_subplot()
        axes.plot([-2e-7, 3e-7], [1.1e1 + 1e-9, 1.1e1 + 3e-9])
        write_plainly(figure)
        figure.draw_without_rendering()
    assert axes.xaxis.get_major_formatter().get_offset() == "\N{MULTIPLICATION SIGN}10⁻⁷"
    assert axes.yaxis.get_major_formatter().get_offset() == "\N{MULTIPLICATION SIGN}10⁻⁹+1.1e1"
    texts = [label.get_text() for label in (*axes.get_xticklabels(), *axes.get_yticklabels())]
    assert "2" in texts
    assert not any("$" in text for text in texts)


def test_axes_have_the_order_of_the_scenario_from_disk_too(stability, tmp_path):
    write_results(tmp_path, stability)
    stored = open_results(tmp_path)
    assert axis_names(stability) == axis_names(stored) == ["learning_rate", "curvature"]
    table = {"plot": "sweep_curve", "quantity": "loss"}
    before = render(stability, [table], tmp_path / "a", ["png"])[0].paths[0].read_bytes()
    assert before == render(stored, [table], tmp_path / "b", ["png"])[0].paths[0].read_bytes()


# ---- captions


def test_caption_tells_replicates_seed_settings_and_losses(ravine):
    _, caption = drawn(ravine, plot="curves", caption="The ravine of figure 5")
    caption = caption.replace("\N{NO-BREAK SPACE}", " ")
    assert caption.startswith("The ravine of figure 5. Median of loss over replicates")
    assert "5 replicates per setting, 60 steps, float64, seed 7." in caption
    assert "b = 100; gd: learning rate = 0.001, momentum = 0; heavy ball: learning rate = 0.0005" in caption
    assert "clip" not in caption
    assert "kappa" not in caption
    lost = int(np.isin(ravine["status"], (Status.DIVERGED, Status.NON_FINITE)).sum())
    assert (f"{lost} of 15 trajectories diverged" in caption) == (lost > 0)


def test_caption_names_clips_penalties_and_notices(ravine):
    settings = {
        label: {"learning_rate": 0.1, "clip_norm": 1.0, "weight_decay": 0.01, "penalty": 0.0}
        for label in ravine["variant"].values
    }
    noted = ravine.assign_attrs(
        settings=json.dumps(settings), notices=["Points are projected on the unit ball"]
    )
    _, caption = drawn(noted, plot="curves")
    caption = caption.replace("\N{NO-BREAK SPACE}", " ")
    assert "Settings: learning rate = 0.1, clip norm = 1, weight decay = 0.01." in caption
    assert caption.endswith("Points are projected on the unit ball.")
    assert "penalty" not in caption


def test_caption_lists_points(ravine):
    settings = {label: {"start_points": [[0.5, 0.0], [-1.0, 2.0]]} for label in ravine["variant"].values}
    _, caption = drawn(ravine.assign_attrs(settings=json.dumps(settings)), plot="curves")
    caption = caption.replace("\N{NO-BREAK SPACE}", " ")
    assert "start points = ((0.5, 0), (\N{MINUS SIGN}1, 2))" in caption


def test_caption_counts_what_was_lost(stability):
    _, caption = drawn(stability, plot="heat_map")
    lost = int(np.isin(stability["status"], (Status.DIVERGED, Status.NON_FINITE)).sum())
    assert lost > 0
    assert f"{lost} of {stability['status'].size} trajectories diverged or became non-finite" in caption


# ---- curves


def test_curve_and_band_are_quantiles(ravine):
    figure, _ = drawn(ravine, plot="curves", variants=["gd"], band=[0.25, 0.75], log_y=True)
    axes = figure.axes[0]
    values = ravine["loss"].sel(variant="gd").values
    (curve,), edges = found(axes, "curve"), found(axes, "edge")
    np.testing.assert_allclose(curve.get_ydata(), np.median(values, axis=0))
    for edge, level in zip(edges, (0.25, 0.75), strict=True):
        np.testing.assert_allclose(edge.get_ydata(), np.quantile(values, level, axis=0))
    assert axes.get_yscale() == "log"


def test_summary_counts_nan_as_infinite_and_means_are_means():
    values = np.array([[1.0], [2.0], [np.nan], [4.0], [3.0]])
    middle, low, high = summarize(values, "median", [0.25, 0.75])
    assert (*middle, *low, *high) == (3.0, 2.0, 4.0)
    assert summarize(np.full((3, 1), np.nan), "median", [0.1, 0.9])[0] == np.inf
    assert np.isnan(summarize(values, "mean", [])[0])
    assert summarize(values[:2], "mean", [])[0] == 1.5
    many = np.random.default_rng(1).standard_normal((37, 3))
    for level in (0.0, 0.1, 0.5, 0.9, 1.0):
        np.testing.assert_allclose(quantile(many, level), np.quantile(many, level, axis=0), rtol=1e-13)


def test_a_logarithmic_axis_reaches_to_the_largest_numbers(ravine):
    figure, _ = drawn(ravine, plot="curves", log_y=True, y_range=[1e-5, 1e300])
    ticks = figure.axes[0].get_yticks()
    assert ticks.tolist() == [1.0, 1e50, 1e100, 1e150, 1e200, 1e250, 1e300]


def test_reference_lines_are_numbers_or_expressions_of_step(ravine):
    lines = [{"y": 2.0, "label": "two"}, {"y": "10*exp(-step/9)"}]
    figure, _ = drawn(ravine, evaluate=law, plot="curves", lines=lines, log_y=True)
    two, decay = found(figure.axes[0], "reference")
    assert set(two.get_ydata()) == {2.0}
    np.testing.assert_allclose(decay.get_ydata(), 10 * np.exp(-ravine["step"].values / 9))
    texts = [text.get_text() for text in figure.legends[0].get_texts()]
    assert texts == ["gd", "heavy ball", "fast", "two", "10*exp(-step/9)"]


def test_optimizers_keep_their_colour(ravine):
    figure, _ = drawn(ravine, plot="curves", variants=["fast"])
    assert found(figure.axes[0], "curve")[0].get_color() == COLOURS[2]


def test_ranges_and_zero(ravine):
    figure, _ = drawn(ravine, plot="curves", start_at_zero=True, x_range=[0, 10])
    assert figure.axes[0].get_ylim()[0] == 0
    assert figure.axes[0].get_xlim() == (0, 10)
    figure, _ = drawn(ravine, plot="curves", y_range=[1, 2])
    assert figure.axes[0].get_ylim() == (1, 2)


def test_log_steps_leave_step_zero_out(ravine):
    figure, _ = drawn(ravine, plot="curves", log_x=True)
    assert found(figure.axes[0], "curve")[0].get_xdata()[0] == 1


def test_blow_up_leaves_the_figure_and_the_caption_says_so():
    explosion = descend(lambda x: x[0] ** 2, lambda x: 2 * x, np.ones((1, 1)), 40, 3.0, bound=np.inf)
    calm = descend(lambda x: x[0] ** 2, lambda x: 2 * x, np.ones((1, 1)), 40, 0.1)
    dataset = make(
        [("wild", "wild", {}, {}, [[0.0]], explosion), ("calm", "calm", {}, {}, [[0.0]], calm)], ["x"]
    )
    figure, caption = drawn(dataset, plot="curves", log_y=True)
    assert figure.axes[0].get_ylim()[1] < 1e5
    assert "what leaves the figure at the top blows up" in caption


def test_curve_ends_where_its_trajectories_become_infinite():
    losses = np.array([[1.0], [2.0], [np.inf], [np.nan]])
    points = np.ones((4, 1, 1))
    dataset = make([("a", "a", {}, {}, [], (losses, points, np.array([4]), np.array([2])))], ["x"])
    figure, caption = drawn(dataset, plot="curves")
    (curve,) = found(figure.axes[0], "curve")
    assert curve.get_xdata().tolist() == [0, 1]
    assert "1 of 1 trajectories diverged or became non-finite" in caption


@pytest.mark.parametrize("value", [np.nan, np.inf, 0.0, 1e308])
@pytest.mark.parametrize("log_y", [False, True])
def test_degenerate_losses_are_drawn_without_a_warning(value, log_y, tmp_path):
    losses = np.full((4, 2), value)
    dataset = make([("a", "a", {}, {}, [], (losses, np.ones((4, 1, 2)), np.zeros(2), np.zeros(2)))], ["x"])
    render(dataset, [{"plot": "curves", "log_y": log_y, "trajectories": 2}], tmp_path)


def test_many_variants_get_a_colour_bar(stability):
    figure, _ = drawn(stability, plot="curves", at={"curvature": 1.0}, log_y=True)
    assert len(found(figure.axes[0], "curve")) == len(RATES)
    assert figure.axes[1].get_ylabel() == "Learning rate"
    assert figure.axes[1].get_yscale() == "log"


def test_a_vector_needs_its_coordinate(ravine):
    with pytest.raises(UsageError, match="needs coordinate, one of x, y"):
        drawn(ravine, plot="curves", y="theta")
    figure, _ = drawn(ravine, plot="curves", y="theta", coordinate="y", variants=["gd"])
    expected = np.median(ravine["theta"].sel(variant="gd", coordinate="y"), axis=0)
    np.testing.assert_array_equal(found(figure.axes[0], "curve")[0].get_ydata(), expected)
    figure, _ = drawn(ravine, plot="curves", y="theta", coordinate=1, variants=["gd"])
    np.testing.assert_array_equal(found(figure.axes[0], "curve")[0].get_ydata(), expected)


def test_magnitudes_of_what_has_a_sign(ravine):
    table = {"plot": "curves", "y": "theta", "coordinate": "x", "absolute": True, "log_y": True}
    figure, caption = drawn(ravine, variants=["gd"], **table)
    expected = np.median(np.abs(ravine["theta"].sel(variant="gd", coordinate="x")), axis=0)
    np.testing.assert_array_equal(found(figure.axes[0], "curve")[0].get_ydata(), expected)
    assert figure.axes[0].get_ylabel().startswith("Magnitude of ")
    assert "magnitude of parameters" in caption


def test_a_curve_may_be_an_expression_over_the_steps(ravine):
    def norm(text, variant=None, **names):
        return np.linalg.norm(ravine["theta"].sel(variant=variant), axis=-1)

    table = {"plot": "curves", "y": "norm(theta)", "label": "Length", "band": []}
    figure, caption = drawn(ravine, None, norm, **table)
    curve = found(figure.axes[0], "curve")[0]
    np.testing.assert_allclose(curve.get_ydata(), np.median(norm("", "gd"), axis=0))
    assert figure.axes[0].get_ylabel() == "Length" and "Median of length over replicates" in caption


def test_a_large_sweep_is_drawn_quickly():
    names = [f"gd {i}" for i in range(10_000)]
    variants = [
        Variant(name, "gd", {"a": float(i % 100), "b": float(i // 100)}, {"a": float(i % 100)}, [])
        for i, name in enumerate(names)
    ]
    ones = np.ones((1, len(names)))
    outcome = Outcome(variants, {"loss": ones}, ones, ones, ones[0], ones[0])
    axes = [Axis(name, [name], list(range(100))) for name in "ab"]
    dataset = assemble(
        [outcome], {"loss": Recorded([1], "loss")}, ["x"], axes, Facts("t", 1, "float64", 0, 1, False)
    )
    begin = time.process_time()
    drawn(dataset, plot="heat_map")
    assert time.process_time() - begin < 5


# ---- iterates


def test_paths_are_the_recorded_points(ravine):
    figure, _ = drawn(ravine, valley, plot="iterates", replicates=[2], last_step=30)
    paths = found(figure.axes[0], "path")
    assert len(paths) == 3
    expected = ravine["theta"].sel(variant="gd", replicate=2).values[:31]
    np.testing.assert_array_equal(np.column_stack(paths[0].get_data()), expected)
    labels = [text.get_text() for text in figure.legends[0].get_texts()]
    assert labels == ["gd", "heavy ball", "fast", "start", "minimum"]
    assert figure.axes[1].get_ylabel() == "Loss above the minimum"


def test_coordinates_are_chosen_and_panels_share_contours(ravine):
    figure, _ = drawn(ravine, valley, plot="iterates", coordinates=["y", "x"], panels=True)
    assert figure.axes[0].get_xlabel() == "$y$"
    assert [axes.get_title(loc="left") for axes in figure.axes[:3]] == ["gd", "heavy ball", "fast"]
    assert len({axes.get_xlim() for axes in figure.axes[:3]}) == 1
    with pytest.raises(UsageError, match="coordinates must be two of x, y"):
        drawn(ravine, valley, plot="iterates", coordinates=["x", "x"])
    with pytest.raises(UsageError, match="there is no replicate 9 of 5"):
        drawn(ravine, valley, plot="iterates", replicates=[9])


def test_contours_are_heights_above_the_minimum(ravine):
    land = terrain(ravine, 0, [0, 1], (-1, 2, -1, 2), lambda x, variant: rosenbrock(x) + 5, log=True)
    np.testing.assert_allclose(land.height[0, 0], rosenbrock(np.array([-1.0, -1.0])))
    levels = contour_levels([land], 12, log=True)
    assert 6 <= len(levels) <= 18
    np.testing.assert_allclose(np.diff(np.log10(levels)), np.diff(np.log10(levels))[0])


def test_contours_of_a_saddle_are_equally_spaced():
    path = descend(
        lambda x: x[0] ** 2 - x[1] ** 2, lambda x: np.stack([2 * x[0], -2 * x[1]]), np.ones((2, 1)), 9, 0.1
    )
    dataset = make([("gd", "gd", {}, {}, [], path)])
    figure, caption = drawn(dataset, lambda x, variant: x[0] ** 2 - x[1] ** 2, plot="iterates")
    assert figure.axes[1].get_ylabel() == "Loss"
    assert "equally spaced" in caption
    drawn(dataset, lambda x, variant: 0 * x[0], plot="iterates")
    drawn(dataset, lambda x, variant: 0 * x[0], plot="iterates", log_levels=True)


def test_other_coordinates_of_the_plane_stay_at_the_minimum():
    path = descend(lambda x: (x**2).sum(0), lambda x: 2 * x, np.ones((3, 1)), 5, 0.1)
    dataset = make([("gd", "gd", {}, {}, [[0.0, 7.0, 0.0]], path)], ["x0", "x1", "x2"])
    seen = []

    def surface(points, variant):
        seen.append((points, variant))
        return (points**2).sum(0)

    terrain(dataset, 0, [0, 2], (-1, 1, -1, 1), surface, log=True)
    assert set(seen[0][0][1]) == {7.0}
    assert seen[0][1] == "gd"


def test_a_path_that_runs_away_does_not_shrink_the_others():
    calm = np.array([[1.0, 1.0], [0.5, 0.2], [0.1, 0.0]])
    wild = np.array([[1.0, 1.0], [-30.0, 0.0], [1e9, 0.0], [np.inf, np.nan]])
    window = view([calm, wild], np.zeros((1, 2)), equal=False)
    assert max(map(abs, window)) < 3
    flat = np.array([[0.0, 1.1], [0.0, 0.0], [1.0, 1.0]])  # starts level with the minimum, bows far from both
    assert view([flat], np.ones((1, 2)), equal=False)[2] < 0


def test_undefined_surface_and_missing_surface_are_drawn(ravine):
    drawn(ravine, lambda x, variant: np.log(x[0]), plot="iterates")
    figure, caption = drawn(ravine, plot="iterates")
    assert len(figure.axes) == 1
    assert "contours" not in caption


# ---- heat map


def test_cells_and_boundary_lie_at_the_right_place(stability):
    figure, _ = drawn(
        stability, evaluate=law, plot="heat_map", boundary=[{"y": "2/learning_rate", "label": "law"}]
    )
    axes = figure.axes[0]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("Learning rate", "Curvature")
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")
    (mesh,), (line,) = found(axes, "cells"), found(axes, "boundary")
    image = mesh.get_array().reshape(len(CURVATURES), len(RATES), 3)
    unstable = np.outer(CURVATURES, RATES) > 2.0000001
    np.testing.assert_allclose(
        image[unstable], np.broadcast_to(rgb(STATUS_COLOURS["diverged"]), image[unstable].shape)
    )
    assert not np.isclose(image[~unstable], rgb(STATUS_COLOURS["diverged"])).all(axis=1).any()
    np.testing.assert_allclose(line.get_ydata(), 2 / line.get_xdata())
    edges = np.log10(cell_edges(RATES))
    np.testing.assert_allclose((edges[1:] + edges[:-1]) / 2, np.log10(RATES), atol=1e-12)
    np.testing.assert_allclose(axes.get_xlim(), 10 ** edges[[0, -1]])


def test_probability_and_statistic_maps(stability):
    figure, _ = drawn(stability, plot="heat_map", status=["diverged"])
    (mesh,) = found(figure.axes[0], "cells")
    assert mesh.get_clim() == (0, 1)
    np.testing.assert_array_equal(mesh.get_array() == 1, np.outer(CURVATURES, RATES) > 2.0000001)
    assert figure.axes[1].get_ylabel() == "Probability of 'diverged'"

    def evaluate(expression, variant=None, **names):
        assert expression == "rate(loss, 0, 10)"
        return float(variant.split()[1])

    figure, _ = drawn(stability, evaluate=evaluate, plot="heat_map", statistic="rate(loss, 0, 10)")
    cells = found(figure.axes[0], "cells")[0].get_array()
    np.testing.assert_allclose(cells[0], RATES, rtol=5e-3)


def test_infinite_and_missing_cells_are_told_apart(stability):
    some = stability.assign(hit_low=stability["status_step"].astype(float))
    some["hit_low"].attrs |= {"long_name": "first hit", "units": "steps"}
    some["hit_low"].values[0] = np.inf
    figure, _ = drawn(some.isel(variant=range(60)), plot="heat_map", quantity="hit_low")
    labels = [text.get_text() for text in figure.legends[0].get_texts()]
    assert labels == ["infinite or never"]
    assert figure.axes[-1].get_ylabel() == "First hit (steps)"
    assert found(figure.axes[0], "cells")[0].get_array().mask.sum() == 4


def test_a_loss_of_zero_does_not_undo_log_colours(stability):
    losses = stability["loss"].values.copy()
    losses[:, :, -1] = np.geomspace(1e-9, 1e3, len(losses))[:, None]
    losses[:3, :, -1] = 0
    figure, _ = drawn(
        stability.assign(loss=stability["loss"].copy(data=losses)), plot="heat_map", quantity="loss"
    )
    (mesh,) = found(figure.axes[0], "cells")
    assert figure.axes[1].get_yscale() == "log"
    np.testing.assert_allclose(mesh.get_clim(), [losses[3, 0, -1], 1e3])
    assert not np.ma.getmaskarray(mesh.get_array()).any()
    figure, _ = drawn(stability, plot="heat_map", quantity="status_step", log_color=False)
    assert figure.axes[1].get_yscale() == "linear"


@pytest.mark.parametrize("value", [0.0, 2.0, -1.0, np.inf, np.nan])
def test_degenerate_maps_are_drawn_without_a_warning(stability, value):
    same = stability.assign(loss=stability["loss"].copy(data=np.full(stability["loss"].shape, value)))
    drawn(same, plot="heat_map", quantity="loss")
    drawn(same, plot="sweep_curve", quantity="loss", log_y=True)
    drawn(same, plot="sweep_curve", quantity="loss", at={"curvature": 1.0})


def test_a_third_axis_must_be_chosen(stability):
    third = stability.assign_coords(seed=("variant", np.arange(stability.sizes["variant"]) % 2.0))
    third = third.assign_coords(learning_rate=("variant", np.repeat(RATES, len(CURVATURES)) * 0 + 1))
    with pytest.raises(UsageError, match=r"several variants share a cell; choose with at = \{"):
        drawn(third, plot="heat_map", x="learning_rate", y="curvature")
    with pytest.raises(UsageError, match="a map needs two sweep axes"):
        drawn(stability.drop_vars("curvature"), plot="heat_map")


# ---- basins


def test_basins_are_the_sign_of_x(wells):
    (basins,) = basin_maps(wells, [0], [], 0.02, "b")
    assert basins.basin.shape == (11, 21)
    assert (basins.basin[:, :10] == 0).all()
    assert (basins.basin[:, 11:] == 1).all()
    assert basins.known == 2
    ridge = basins.basin[:, 10]  # starts on the ridge end at its saddle, which is no known minimum
    assert (ridge == 2).all()
    np.testing.assert_allclose(basins.points[2], [0, 0], atol=1e-3)


def test_basin_colours_and_shades(wells):
    (basins,) = basin_maps(wells, [0], [], 0.02, "b")
    flat = colours(basins, None)
    np.testing.assert_allclose(flat[0, 0], rgb(AREA_COLOURS[0]))
    np.testing.assert_allclose(flat[0, -1], rgb(AREA_COLOURS[1]))
    shaded = colours(basins, (1.0, 100.0))
    slow, fast = np.unravel_index(basins.steps[:, 11:].argmax(), (11, 10)), basins.steps[:, 11:].argmin()
    fast = np.unravel_index(fast, (11, 10))
    assert shaded[:, 11:][slow].sum() < shaded[:, 11:][fast].sum()


def test_unfinished_and_lost_trajectories_have_their_own_colours(wells):
    status, ends = wells["status"].values.copy(), wells["final_theta"].values.copy()
    status[0, 0], status[0, 1], status[0, 2] = Status.RUNNING, Status.DIVERGED, Status.NON_FINITE
    ends[0, 0], ends[0, 2] = [5.0, 5.0], np.nan
    changed = wells.assign(
        status=wells["status"].copy(data=status), final_theta=wells["final_theta"].copy(data=ends)
    )
    (basins,) = basin_maps(changed, [0], [], 0.02, "b")
    assert basins.basin[0, :3].tolist() == [UNDECIDED, LOST, LOST]
    np.testing.assert_allclose(colours(basins, (1.0, 9.0))[0, 0], rgb(UNDECIDED_COLOUR))
    figure, _ = drawn(changed, plot="basins")
    labels = " ".join(text.get_text() for text in figure.legends[0].get_texts())
    assert "reaches none" in labels and "diverges" in labels and "(found)" in labels


def test_an_unstopped_run_counts_where_it_ends(wells):
    running = wells.assign(status=wells["status"] * 0)
    (basins,) = basin_maps(running, [0], [], 0.02, "b")
    assert (basins.basin[:, :8] == 0).all()


def test_a_local_minimum_may_be_named(wells):
    (basins,) = basin_maps(wells, [0], [[0.0, 0.0]], 0.02, "b")
    assert basins.known == 3
    assert len(basins.points) == 3


def test_basins_need_a_grid_of_two_coordinates(wells, stability):
    with pytest.raises(UsageError, match="grid of starts"):
        drawn(wells.isel(replicate=range(50)), plot="basins")
    with pytest.raises(UsageError, match="two coordinates"):
        drawn(stability.isel(variant=[0]), plot="basins")


# ---- sweep curve, histogram, profile


def test_sweep_curve_follows_the_axis(stability):
    figure, caption = drawn(
        stability,
        evaluate=law,
        plot="sweep_curve",
        quantity="status_step",
        at={"curvature": 1.0},
        lines=[{"y": "9/learning_rate", "label": "law"}],
    )
    axes = figure.axes[0]
    (curve,), (line,) = found(axes, "curve"), found(axes, "reference")
    np.testing.assert_allclose(curve.get_xdata(), RATES)
    expected = stability["status_step"].values[:: len(CURVATURES), 0]
    np.testing.assert_array_equal(curve.get_ydata(), expected)
    np.testing.assert_allclose(line.get_ydata(), 9 / line.get_xdata())
    assert axes.get_xscale() == "log"
    assert axes.get_ylabel().replace("\n", " ") == "Step at which the trajectory ended"
    assert "predictions" in caption


def test_ticks_are_plain_numbers_and_stand_at_few_swept_values(stability):
    table = {"plot": "sweep_curve", "quantity": "status_step", "x": "curvature", "log_y": True}
    figure, _ = drawn(stability, **table, at={"learning_rate": 0.01}, y_range=[20, 900])
    axes = figure.axes[0]
    assert [text.get_text() for text in axes.get_xticklabels()] == ["1", "2", "5", "10", "20", "50", "100"]
    assert [text.get_text() for text in axes.get_yticklabels()] == ["20", "50", "100", "200", "500"]
    few = make([(str(k), "gd", {"k": k}, {}, [], RUN) for k in (0.25, 3.0, 128.0)], ["x"])
    figure, _ = drawn(few, plot="sweep_curve", quantity="loss")
    assert [text.get_text() for text in figure.axes[0].get_xticklabels()] == ["0.25", "3", "128"]
    many = make([(str(k), "gd", {"k": float(k)}, {}, [], RUN) for k in range(20)], ["x"])
    figure, _ = drawn(many, plot="sweep_curve", quantity="loss")
    assert len(figure.axes[0].get_xticks()) < 12


def test_axes_that_advance_together_make_one_curve():
    runs = [(str(k), "gd", {"batch": 2.0**k, "rate": 0.1 * k}, {}, [], RUN) for k in range(4)]
    figure, _ = drawn(make(runs, ["x"]), plot="sweep_curve", quantity="loss", x="batch")
    (curve,) = found(figure.axes[0], "curve")
    np.testing.assert_array_equal(curve.get_xdata(), [1.0, 2.0, 4.0, 8.0])


def test_sweep_curve_takes_names_of_its_own(stability):
    options = {"plot": "sweep_curve", "quantity": "loss", "log_y": True, "x_label": "Rate (1)"}
    names = [f"curve {index}" for index in range(len(CURVATURES))]
    figure, _ = drawn(stability, **options, curves=names)
    assert [text.get_text() for text in figure.legends[0].get_texts()] == names
    assert figure.axes[0].get_xlabel() == "Rate (1)"
    with pytest.raises(UsageError, match=f"curves needs {len(CURVATURES)} names, for "):
        drawn(stability, **options, curves=["only one"])


def test_sweep_curve_of_a_probability_has_one_curve_a_value(stability):
    figure, _ = drawn(
        stability, plot="sweep_curve", x="curvature", status=["diverged"], at={"learning_rate": 1.0}
    )
    (curve,) = found(figure.axes[0], "curve")
    np.testing.assert_array_equal(curve.get_ydata(), (CURVATURES > 2.0000001).astype(float))
    figure, _ = drawn(stability, plot="sweep_curve", quantity="loss", log_y=True)
    assert len(found(figure.axes[0], "curve")) == len(CURVATURES)


def test_histogram_area_is_the_share_that_survived(wells):
    ends = wells["final_theta"].values.copy()
    ends[0, ::3] = np.nan
    changed = wells.assign(final_theta=wells["final_theta"].copy(data=ends))
    figure, _ = drawn(changed, plot="histogram", quantity="final_theta", coordinate="x", bins=20)
    heights, edges, _ = found(figure.axes[0], "outline")[0].get_data()
    share = np.isfinite(ends[0, :, 0]).mean()
    np.testing.assert_allclose((heights * np.diff(edges)).sum(), share)


def test_histogram_over_decades_shows_areas_as_they_are(ravine):
    lost = ravine.assign(size=np.abs(ravine["final_theta"]).isel(coordinate=0) + 1e-3)
    table = {"plot": "histogram", "statistic": "size", "log_x": True, "bins": 4, "x_range": [1e-3, 10.0]}
    density = {"y": "1 / x", "label": "as many in each decade"}
    figure, _ = drawn(lost, None, lambda text, variant=None, **names: (
        lost["size"].sel(variant=variant).values if text == "size" else 1 / names["x"]
    ), **table, lines=[density])  # fmt: skip
    axes = figure.axes[0]
    heights, edges, _ = found(axes, "outline")[0].get_data()
    assert (heights * np.diff(np.log10(edges))).sum() == pytest.approx(1.0)
    np.testing.assert_allclose(found(axes, "reference")[0].get_ydata(), np.log(10.0))
    assert axes.get_ylabel() == "Density per decade"


def test_bins_become_more_with_the_replicates(wells, ravine):
    assert len(found(drawn(ravine, plot="histogram")[0].axes[0], "outline")[0].get_data()[0]) == 8
    assert len(found(drawn(wells, plot="histogram")[0].axes[0], "outline")[0].get_data()[0]) == 12


def test_profile_needs_one_coordinate_and_a_surface(stability, wells):
    with pytest.raises(UsageError, match="one coordinate"):
        drawn(wells, valley, plot="profile")
    with pytest.raises(UsageError, match="surface"):
        drawn(stability.isel(variant=[0]), plot="profile")
    figure, _ = drawn(stability.isel(variant=[0]), lambda x, variant: x[0] ** 2, plot="profile")
    (ladder,) = found(figure.axes[0], "ladder")
    np.testing.assert_allclose(ladder.get_ydata(), ladder.get_xdata() ** 2)


# ---- options, names, words


def test_wrong_options_name_the_nearest(ravine, tmp_path):
    with pytest.raises(UsageError, match="unknown key 'logy', did you mean 'log_y'"):
        parse_figure({"plot": "curves", "logy": True})
    with pytest.raises(UsageError, match="band: give two quantiles"):
        parse_figure({"plot": "curves", "band": [0.9, 0.1]})
    with pytest.raises(UsageError, match="did you mean 'curves'"):
        parse_figure({"plot": "curve"})
    with pytest.raises(UsageError, match="one of quantity, status and statistic"):
        parse_figure({"plot": "heat_map", "quantity": "loss", "status": ["diverged"]})
    with pytest.raises(UsageError, match="'los' was not recorded, did you mean 'loss'"):
        render(ravine, [{"plot": "curves", "y": "los"}], tmp_path)
    with pytest.raises(UsageError, match="no variant or optimizer 'heavy_bal', did you mean 'heavy_ball'"):
        render(ravine, [{"plot": "curves", "variants": ["heavy_bal"]}], tmp_path)
    with pytest.raises(UsageError, match="no sweep axis 'rate'"):
        render(ravine, [{"plot": "curves", "at": {"rate": 1.0}}], tmp_path)
    with pytest.raises(UsageError, match="needs an evaluator"):
        render(ravine, [{"plot": "curves", "lines": [{"y": "law"}]}], tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_wrong_mathematics_in_a_text_is_a_usage_error(ravine):
    for table in ({"title": r"$\frac$"}, {"lines": [{"y": 1.0, "label": "$\\alhpa$"}]}):
        with pytest.raises(UsageError, match="mathematics in"):
            drawn(ravine, plot="curves", **table)
    drawn(
        ravine, plot="curves", title=r"Costs $5, and $\mu$ is 0.9", lines=[{"y": 1.0, "label": r"$\alpha_0$"}]
    )


def test_words_that_need_room_make_the_figure_higher(ravine):
    figure, _ = drawn(ravine, plot="curves", caption="A long sentence. " * 40, width=4.0, height=2.0)
    assert figure.get_size_inches()[1] > 4
    assert figure.axes[0].get_position().height * figure.get_size_inches()[1] > 0.5


def test_no_line_break_takes_a_formula_apart(ravine):
    words = r"a rather long label of an axis that needs two lines $|\lambda_1 / \lambda_2|$ of the Hessian"
    long = ravine.assign(loss=ravine["loss"].assign_attrs(long_name=words))
    figure, _ = drawn(long, plot="curves", height=3.0)
    lines = figure.axes[0].get_ylabel().split("\n")
    assert len(lines) > 1 and all(line.count("$") % 2 == 0 for line in lines)
    assert r"$|\lambda_1 / \lambda_2|$" in " ".join(lines)


def test_long_labels_are_broken(ravine):
    words = "Distance to the nearest of all global minima, squared, of the average"
    long = ravine.assign(loss=ravine["loss"].assign_attrs(long_name=words, units="m"))
    figure, _ = drawn(long, plot="curves")
    label = figure.axes[0].yaxis.label
    assert label.get_text().replace("\n", " ") == f"{words} (m)"
    assert label.get_window_extent().height < figure.axes[0].get_tightbbox().height * 1.001
    (legend,) = figure.legends
    assert not label.get_window_extent().overlaps(legend.get_window_extent())


@pytest.mark.parametrize("name", ["../up", "/abs", "a/b", ".hidden", "a b", "x" * 81])
def test_no_figure_name_leads_out_of_the_folder(name):
    with pytest.raises(UsageError, match="name"):
        parse_figure({"plot": "curves", "name": name})


def test_names_are_unique_and_formats_known(ravine, tmp_path):
    with pytest.raises(UsageError, match="two figures are named 'curves'"):
        render(ravine, [{"plot": "curves"}, {"plot": "curves"}], tmp_path)
    with pytest.raises(UsageError, match="unknown figure format 'pdf'"):
        render(ravine, [{"plot": "curves"}], tmp_path, ["pdf"])


def test_labels_say_what_differs(stability, ravine):
    assert labels_of(ravine, [0, 1]) == ["gd", "heavy ball"]
    assert labels_of(stability, [0, 1]) == ["curvature 1", "curvature 2.154"]
    assert labels_of(stability, [0]) == ["gd, learning rate 0.01, curvature 1"]


def test_labels_of_a_sweep_name_its_values(stability):
    listed = json.loads(stability.attrs["axes"])
    listed[1]["labels"] = [f"{word} valley" for word in ("flat", *"abcde", "steep")]
    named = stability.assign_attrs(axes=json.dumps(listed))
    assert labels_of(named, [0, 6]) == ["flat valley", "steep valley"]
    assert labels_of(named, [0]) == ["gd, learning rate 0.01, flat valley"]


def test_words_for_numbers_symbols_and_ticks():
    assert number(-1e-8) == "\N{MINUS SIGN}1e\N{MINUS SIGN}8"
    assert number(12345.0) == "1.234e4"
    assert symbol("w_1") == "$w_{1}$"
    assert symbol("theta") == r"$\theta$"
    assert symbol("hidden_size") == "hidden size"
    assert list(log_ticks(0.03, 40.0).values()) == ["10⁻¹", "10⁰", "10¹"]
    assert list(log_ticks(7, 41)) == [7, 10, 15, 20, 30, 40]
    assert list(log_ticks(145, 225)) == [160, 180, 200, 220]
    assert round_steps(-0.3, 1.0, 10).tolist() == pytest.approx([-0.2, 0.0, 0.2, 0.4, 0.6, 0.8, 1.0])
    assert list(log_ticks(5.0, 5.0)) == [5.0]
    assert signed_log_ticks(30.0, 4) == {
        -10.0: "\N{MINUS SIGN}10¹", -0.1: "\N{MINUS SIGN}10⁻¹", 0.0: "0", 0.1: "10⁻¹", 10.0: "10¹",
    }  # fmt: skip
    assert list(log_ticks(1e-20, 1e280).values()) == ["10⁰", "10⁵⁰", "10¹⁰⁰", "10¹⁵⁰", "10²⁰⁰", "10²⁵⁰"]
    assert [tick_text(value) for value in (0.0, -4.0, 0.025, 64, 12345.0, 2e-7, 1e9)] == [
        *("0", "\N{MINUS SIGN}4", "0.025", "64", "12,345", "2\N{MULTIPLICATION SIGN}10⁻⁷", "10⁹")
    ]
    assert log_spaced(np.geomspace(1, 9, 5))
    assert not log_spaced(np.linspace(1, 9, 5))
    assert not log_spaced(np.array([-1.0, 1.0, 10.0]))


# ---- landscapes


def test_a_plane_shows_heights_path_and_how_true_it_is(surveyed):
    figure, caption = drawn(surveyed, plot="landscape", landscape="way", variants=["gd"], replicates=[2])
    axes = figure.axes[0]
    path = surveyed["way_path"].values[0, 2]
    np.testing.assert_array_equal(np.transpose(found(axes, "path")[0].get_data()), path)
    heights = found(axes, "heights")[0].get_array().reshape(9, 9)
    np.testing.assert_allclose(heights[0, :], surveyed["way_loss"].values[0, 2, :, 0])
    assert "off the true by\n10 % (median), 10 % (most)" in axes.get_title(loc="left")
    assert "(90 %)" in axes.get_xlabel() and "(8 %)" in axes.get_ylabel()
    assert "principal directions" in caption


def test_convexity_is_the_ratio_of_the_extreme_eigenvalues(surveyed):
    figure, _ = drawn(
        surveyed, plot="landscape", landscape="around", quantity="convexity", variants=["gd"], log=False
    )
    x = np.linspace(-1.0, 1.0, 9)
    bowl = x[:, None] ** 2 + 10 * x**2
    shown = found(figure.axes[0], "heights")[0].get_array().reshape(9, 9)
    np.testing.assert_allclose(shown, (np.abs(bowl - 1) / (bowl + 1)).T)


def test_convexity_that_was_evaluated_is_taken_as_it_is(surveyed):
    given = surveyed.assign(around_convexity=0.0 * surveyed["around_lambda_min"] + 7.0)
    wanted = {"plot": "landscape", "landscape": "around", "quantity": "convexity", "variants": ["gd"]}
    figure, caption = drawn(given, **wanted)
    assert (found(figure.axes[0], "heights")[0].get_array() == 7.0).all()
    assert r"\lambda_\mathrm{min}" in caption


def test_lines_are_medians_over_replicates(surveyed):
    figure, caption = drawn(surveyed, plot="landscape", landscape="straight", log=False)
    curves = found(figure.axes[0], "curve")
    assert len(curves) == 3 and len(found(figure.axes[0], "band")) == 3
    np.testing.assert_allclose(curves[0].get_ydata(), surveyed["straight_loss"].values[0, 0])
    assert "band from the 10 %" in caption


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({}, "several landscapes; choose with landscape one of around, way, straight"),
        ({"landscape": "arround"}, "did you mean 'around'"),
        ({"landscape": "way", "quantity": "convexity"}, "has no 'lambda_min'"),
        ({"landscape": "way", "replicates": [7]}, "no replicate 7 of 5"),
        ({"landscape": "way", "replicates": [0, 1, 2]}, "at most 6 planes"),
    ],
)
def test_landscapes_that_cannot_be_drawn(surveyed, table, words):
    with pytest.raises(UsageError, match=re.escape(words)):
        drawn(surveyed, plot="landscape", **table)


def test_a_run_without_a_landscape_has_none_to_draw(ravine):
    with pytest.raises(UsageError, match="has no"):
        drawn(ravine, plot="landscape")


# ---- layers of networks


def test_a_quantity_of_every_layer_is_drawn_at_its_step(layered):
    figure, caption = drawn(layered, plot="layers", step=3)
    deep, shallow = found(figure.axes[0], "curve")
    np.testing.assert_allclose(deep.get_ydata(), np.median(layered["slope_norm"].values[0, :, 3], axis=0))
    np.testing.assert_array_equal(deep.get_xdata(), [1, 2, 3])
    np.testing.assert_array_equal(shallow.get_xdata(), [1, 2])
    assert "at step 3" in caption


def test_activations_are_densities_over_bins_of_their_own_width(layered):
    figure, _ = drawn(layered, plot="activations", variants=["deep"], log_color=False, x_range=[-5.0, 5.0])
    shown = found(figure.axes[0], "cells")[0].get_array().reshape(3, 56)
    shares = layered["activation_histogram"].values[0, :, -1].mean(axis=0)
    np.testing.assert_allclose(shown[:, 0], shares[:, 1] / 0.5)
    np.testing.assert_allclose(shown[:, 30], shares[:, 31] / 0.05)


def test_activations_of_which_none_is_finite_are_said(layered):
    lost = layered.assign(activation_histogram=0.0 * layered["activation_histogram"])
    with pytest.raises(UsageError, match="no activation is finite"):
        drawn(lost, plot="activations", variants=["deep"])


def test_a_spectrum_is_drawn_in_its_order(layered):
    figure, caption = drawn(layered, plot="spectrum", variants=["deep"], steps=[0, 5], center="mean")
    first, last = found(figure.axes[0], "curve")
    for curve, record in ((first, 0), (last, 5)):
        expected = layered["hessian_spectrum"].values[0, :, record].mean(axis=0)
        np.testing.assert_allclose(curve.get_ydata(), expected)
    assert first.get_label() == "step 0" and "Mean over replicates of the eigenvalues" in caption


def test_weights_of_the_first_layer_as_a_map_and_as_pictures(layered):
    figure, caption = drawn(layered, plot="weights", variants=["deep"], replicate=1, units=2)
    weights = layered["final_theta"].values[0, 1].reshape(3, 4)
    np.testing.assert_allclose(figure.axes[0].images[0].get_array(), weights[:2])
    assert "2 units of replicate 1, at the end" in caption
    figure, caption = drawn(layered, plot="weights", variants=["deep"], image=[2, 2], step=0)
    np.testing.assert_allclose(
        figure.axes[2].images[0].get_array(), layered["theta"].values[0, 0, 0, 8:].reshape(2, 2)
    )
    assert "at step 0" in caption


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"plot": "layers", "y": "loss"}, "'loss' has no number for each layer"),
        ({"plot": "layers", "step": 9}, "was not recorded at step 9, but at 0, 1, 2"),
        ({"plot": "weights"}, "one variant at a time"),
        (
            {"plot": "weights", "variants": ["deep"], "image": [3, 3]},
            "image is 3 x 3, and a unit has 4 inputs",
        ),
        ({"plot": "activations", "steps": [0, 1, 2, 3]}, "at most 6 panels"),
    ],
)
def test_what_layers_do_not_have_cannot_be_drawn(layered, table, words):
    with pytest.raises(UsageError, match=re.escape(words)):
        drawn(layered, **table)


def test_a_surface_has_no_weights(ravine):
    with pytest.raises(UsageError, match="no network"):
        drawn(ravine, plot="weights", variants=["gd"])
