"""Surface, gradient field, phase portrait and bifurcation diagram, against formulas and by their marks."""

from __future__ import annotations

import numpy as np
import pytest
from test_plots import descend, drawn, found, make

from simlab.errors import UsageError
from simlab.plots import parse_figure, render
from simlab.plots._evaluate import _Expressions, evaluator
from simlab.plots._gradients import PlaneLoss, on_levels
from simlab.plots._relief import Relief
from simlab.plots._series import series
from simlab.plots.surface import cut
from simlab.results.store import open_results, write_results
from simlab.status import Status

CURVATURES = np.array([1.0, 4.0])
WINDOW = [-2.0, 2.0, -1.0, 1.0]


def bowl(x, variant=""):
    return (CURVATURES[:, None] * x**2).sum(0) / 2


def slope(x):
    return CURVATURES[:, None] * x


def a_run(start, **kinds):
    """Momentum in a bowl of curvatures 1 and 4, one variant per keyword (rate, momentum)."""
    runs = []
    for name, (rate, momentum) in kinds.items():
        path = descend(bowl, slope, np.array(start, dtype=float), 30, rate, momentum)
        settings = {"learning_rate": rate, "momentum": momentum}
        runs.append((name, name, {}, settings, [[0.0, 0.0]], path))
    return make(runs)


@pytest.fixture(scope="module")
def bowls():
    return a_run([[1.5, 1.0], [0.5, -0.5]], gd=(0.1, 0.0), ball=(0.1, 0.8))


RATES = np.linspace(0.5, 1.9, 15)


@pytest.fixture(scope="module")
def doubling():
    """Gradient descent on ``(x^2 - 1)^2 / 4``; the last rate is beyond every bounded orbit."""
    runs = []
    for rate in [*RATES, 2.4]:
        path = descend(
            lambda x: (x[0] ** 2 - 1) ** 2 / 4, lambda x: x**3 - x, np.full((1, 3), 0.7), 200, rate, bound=1e3
        )
        axes = {"learning_rate": float(rate)}
        runs.append((f"gd {rate:.3g}", "gd", axes, dict(axes), [[-1.0], [1.0]], path))
    return make(runs, ["x"])


# ---- phase portrait


def test_velocity_is_the_change_of_the_recorded_positions(bowls):
    figure, caption = drawn(bowls, evaluate=evaluator(bowls), plot="phase_portrait", variants=["ball"])
    (path,) = found(figure.axes[0], "path")
    x = bowls["theta"].sel(variant="ball", replicate=0, coordinate="x").values
    np.testing.assert_allclose(path.get_xdata(), x[1:])
    np.testing.assert_allclose(path.get_ydata(), np.diff(x))
    assert figure.axes[0].get_ylabel() == "Change of parameters $x$ per step"
    assert "from step 1 (white circle)" in caption


def test_optimum_is_marked_where_it_is_known(bowls):
    def stars(**table):
        figure, _ = drawn(bowls, evaluate=evaluator(bowls), plot="phase_portrait", **table)
        marks = [line for line in figure.axes[0].get_lines() if line.get_label() == "minimum"]
        return np.array([line.get_xydata() for line in marks]).reshape(-1, 2).tolist()

    assert stars() == [[0.0, 0.0]]
    assert stars(x="theta[1]", y="theta['x']") == [[0.0, 0.0]]
    assert stars(y="loss") == []
    assert stars(y="loss", variants=["gd"], optimum=[0.1, "learning_rate / 2"]) == [[0.1, 0.05]]


def test_replicates_panels_and_the_last_step(bowls):
    table = {"replicates": [0, 1], "panels": True, "last_step": 9, "y": "theta[1]", "equal": True}
    figure, caption = drawn(bowls, plot="phase_portrait", **table)
    assert [axes.get_title(loc="left") for axes in figure.axes] == ["gd", "ball"]
    paths = [path for axes in figure.axes for path in found(axes, "path")]
    assert len(paths) == 4
    assert {len(path.get_xdata()) for path in paths} == {10}
    expected = bowls["theta"].sel(variant="ball", replicate=1).values[:10]
    np.testing.assert_array_equal(paths[3].get_xydata(), expected)
    assert "2 replicates" in caption


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"y": "velocity[0]"}, "'velocity' was not recorded.*add it to"),
        ({"y": "theta"}, r"'theta' is a vector; choose one of theta\['x'\], theta\['y'\]"),
        ({"y": "theta[7]"}, "'theta' needs coordinate, one of x, y"),
        ({"y": "loss[0]"}, "'loss' has no coordinates; write loss"),
        ({"y": "status"}, "'status' has no steps"),
        ({"y": "2 * learning_rate"}, "names no quantity recorded over steps; the run has loss, theta"),
        ({"y": "final(loss)"}, "is one number a trajectory; it must keep the steps"),
        ({"y": "abs(theta)"}, "is a vector; choose a coordinate"),
        ({"optimum": [1.0]}, "optimum needs two numbers"),
        ({"replicates": [5]}, "there is no replicate 5 of 2"),
    ],
)
def test_what_a_phase_portrait_lacks_is_said(bowls, table, message):
    with pytest.raises(UsageError, match=f"figure 'phase_portrait': .*{message}"):
        drawn(bowls, evaluate=evaluator(bowls), plot="phase_portrait", **{"variants": ["gd"], **table})


def test_expressions_need_an_evaluator_and_keep_replicates_apart(bowls):
    with pytest.raises(UsageError, match="needs an evaluator"):
        drawn(bowls, plot="phase_portrait")
    options = parse_figure({"plot": "phase_portrait"})
    found = series(bowls, "change(theta[1]) / learning_rate", [0], options, evaluator(bowls))
    expected = -4 * bowls["theta"].values[0, :, :-1, 1]
    np.testing.assert_allclose(found.values[0], expected, atol=1e-12)
    assert found.steps.tolist() == list(range(1, 31))
    assert found.label == "change(theta[1]) / learning_rate"


@pytest.mark.parametrize(
    ("text", "together"),
    [
        ("final(theta[0]) * learning_rate", True),
        ("mean(final(theta[0]))", True),
        ("1 if learning_rate > 1 else 2", False),  # what an array would choose has lost its axes
        ("axis_mean(final(loss), 'learning_rate')", False),  # along the sweep
    ],
)
def test_an_expression_on_a_whole_sweep_is_that_on_each_variant(doubling, text, together):
    found, value = _Expressions(doubling), evaluator(doubling)
    for label in found.labels:
        alone = np.squeeze(np.asarray(found.one(text, found.of(label), {})))
        np.testing.assert_array_equal(value(text, variant=label), alone)
        assert (label in found.together(text, "gd")) == together


# ---- bifurcation


def test_points_are_the_last_records_of_what_stayed_finite(doubling):
    figure, caption = drawn(doubling, plot="bifurcation", last=20)
    (points,) = found(figure.axes[0], "points")
    x, y = points.get_xdata(), points.get_ydata()
    assert len(x) == len(RATES) * 3 * 20
    assert points.get_rasterized()
    late = doubling["theta"].values[3, 0, -20:, 0]
    np.testing.assert_array_equal(np.sort(y[x == RATES[3]])[::3], np.sort(late))
    assert figure.axes[0].get_xlim()[1] > 2.4  # where nothing is left is shown empty
    assert "steps 181 to 200" in caption
    assert "3 of 48 trajectories diverged" in caption
    settled = [len(np.unique(np.round(y[x == rate], 6))) for rate in RATES]
    assert settled[0] == 1  # stable below 2 / f''(1) = 1
    assert settled[list(np.round(RATES, 6)).index(1.1)] == 2


def test_the_second_panel_is_the_statistic_and_marks_cross_both(doubling):
    exponent = "time_mean(log(abs(1 - learning_rate * (3 * theta[0] ** 2 - 1))), 100)"
    mark = {"x": "3 * learning_rate", "label": "law", "variant": "gd 0.5"}
    table = {
        "statistic": exponent,
        "statistic_label": "Exponent",
        "marks": [mark],
        "statistic_range": [-3, 2],
    }
    figure, caption = drawn(doubling, evaluate=evaluator(doubling), plot="bifurcation", **table)
    top, below = figure.axes
    (line,) = found(below, "statistic")
    value = dict(zip(np.round(line.get_xdata(), 6), line.get_ydata(), strict=True))
    assert value[0.7] == pytest.approx(np.log(abs(1 - 0.7 * 2)), abs=1e-4)
    assert value[1.9] > 0.3
    for axes in figure.axes:
        (drawn_mark,) = found(axes, "mark")
        assert drawn_mark.get_xdata() == [1.5, 1.5]
    assert (below.get_ylabel(), below.get_xlabel(), top.get_xlabel()) == ("Exponent", "Learning rate", "")
    assert below.get_ylim() == (-3, 2)
    assert "below, Exponent, median over replicates; vertical lines: predictions" in caption
    with pytest.raises(UsageError, match="a statistic needs an evaluator"):
        drawn(doubling, plot="bifurcation", **table)


def test_points_stay_one_picture_in_a_vector_file(doubling, tmp_path):
    sizes = []
    for last in (2, 200):
        table = {"plot": "bifurcation", "last": last}
        path = render(doubling, [table], tmp_path / str(last), ["svg"])[0].paths[0]
        sizes.append(path.stat().st_size)
    assert sizes[1] < 3 * sizes[0]


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"x": "learning_rat"}, "no sweep axis 'learning_rat'.*learning_rate"),
        ({"variants": ["gd 2.4"]}, "no trajectory has a finite 'theta"),
        ({"y": "velocity[0]"}, "'velocity' was not recorded"),
        ({"marks": [{"x": "2 / 2"}]}, "the mark '2 / 2' needs an evaluator"),
        ({"marks": [{"x": 1.0, "label": "$\\nothing$"}]}, "mathematics in"),
    ],
)
def test_what_a_bifurcation_lacks_is_said(doubling, table, message):
    with pytest.raises(UsageError, match=f"figure 'bifurcation': .*{message}"):
        drawn(doubling, plot="bifurcation", **table)


def test_a_bifurcation_needs_a_sweep(bowls):
    with pytest.raises(UsageError, match="the run has no sweep axis"):
        drawn(bowls, plot="bifurcation")


# ---- gradient field


def test_gradients_are_those_of_the_formula_and_levels_are_met(bowls):
    loss = PlaneLoss(bowls, 0, [0, 1], bowl)
    points = np.random.default_rng(3).uniform(-1, 1, (50, 2))
    np.testing.assert_allclose(loss.gradient(points, WINDOW), points * CURVATURES, atol=1e-8)
    levels = np.array([0.25, 0.5, 1.0])
    moved, met = on_levels(loss, points, WINDOW, levels, 0.3, 0.0)
    assert 10 < met.sum() < 50
    reached = loss(moved[met])
    assert np.abs(reached[:, None] - levels).min(axis=1).max() < 1e-3
    np.testing.assert_array_equal(moved[~met], points[~met])
    assert np.hypot(*(moved - points).T).max() <= 0.3


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_marks_stand_at_right_angles_to_the_level_sets(bowls, sign):
    table = {"plot": "gradient_field", "window": WINDOW, "downhill": sign < 0, "length": "equal"}
    figure, caption = drawn(bowls, bowl, **table)
    axes = figure.axes[0]
    corners = [line.get_xydata() for line in found(axes, "right angle")]
    assert len(corners) > 8
    for corner in corners:  # from the arrow over the corner to the level set
        along, across = corner[1] - corner[2], corner[1] - corner[0]
        assert along @ across == pytest.approx(0, abs=1e-12)
        point = corner[0] - along
        np.testing.assert_allclose(along / np.hypot(*along), sign * _unit(point * CURVATURES), atol=1e-6)
    assert axes.get_aspect() == 1
    assert ("downhill" in caption) == (sign < 0)


def _unit(vector):
    return vector / np.hypot(*vector)


def test_flow_and_paths_are_drawn_when_asked_for(bowls):
    plain, _ = drawn(bowls, bowl, plot="gradient_field", right_angles=False)
    assert not found(plain.axes[0], "path") + found(plain.axes[0], "right angle")
    both, caption = drawn(bowls, bowl, plot="gradient_field", flow=0.5, paths=True, snap=False)
    assert len(found(both.axes[0], "path")) == 2
    assert found(both.axes[0], "level set")
    labels = [text.get_text() for text in both.legends[0].get_texts()]
    assert labels == ["gradient flow", "gradient", "gd", "ball", "start", "minimum"]
    assert "thin lines: gradient flow" in caption


def test_a_flat_or_undefined_surface_has_no_arrows(bowls):
    figure, _ = drawn(bowls, lambda x, variant: 0 * x[0], plot="gradient_field", flow=0.5)
    assert not found(figure.axes[0], "right angle")
    drawn(bowls, lambda x, variant: np.log(x[0]), plot="gradient_field", flow=0.5, log_levels=False)


# ---- surface


def a_relief(z):
    x, y = np.linspace(-2, 2, z.shape[1]), np.linspace(-1, 1, z.shape[0])
    return Relief(x, y, z, float(np.nanmin(z)), float(np.nanmax(z)))


def test_heights_are_bilinear_and_end_at_the_window():
    relief = a_relief(np.add.outer(np.linspace(-1, 1, 5), 3 * np.linspace(-2, 2, 9)))
    points = np.array([[0.3, 0.1], [-2.0, 1.0], [2.1, 0.0], [np.nan, 0.0]])
    np.testing.assert_allclose(relief.height(points), [1.0, -5.0, np.nan, np.nan], atol=1e-12)


def test_a_ridge_hides_what_lies_behind_it():
    x = np.linspace(-2, 2, 81)
    relief = a_relief(np.tile(np.exp(-((x / 0.2) ** 2)), (41, 1)))
    points = np.array([[-1.0, 0.0], [0.0, 0.0], [1.0, 0.0]])
    assert relief.visible(points, 20, 0).tolist() == [False, True, True]  # seen from large x
    assert relief.visible(points, 20, 180).tolist() == [True, True, False]
    assert relief.visible(points, 80, 0).all()
    assert relief.visible(points, 90, 0).all()


def test_paths_lie_on_the_surface(bowls):
    figure, caption = drawn(bowls, bowl, plot="surface", variants=["gd"], elevation=60, window=WINDOW)
    axes = figure.axes[0]
    assert axes.name == "3d"
    (path,) = found(axes, "path")
    x, y, z = np.array(path.get_data_3d())
    seen = np.isfinite(z)
    np.testing.assert_allclose(z[seen], bowl(np.array([x, y]))[seen], atol=0.06)
    start = bowls["start"].values[0, 0]
    assert np.hypot(x - start[0], y - start[1]).min() < 1e-9
    assert axes.get_zlabel() == "Loss"
    assert (axes.elev, axes.azim) == (60, -60)
    assert caption.startswith("The loss as a surface, with level lines; iterates lie on it")


def test_log_height_and_the_contours_beside_it(bowls):
    figure, caption = drawn(bowls, bowl, plot="surface", log_height=True, contours=True, width=13)
    solid, flat, bar = figure.axes
    assert solid.get_zlabel() == bar.get_ylabel() == "Loss above the minimum"
    assert all(label.get_text().startswith("10") for label in solid.get_zticklabels())
    assert len(found(flat, "path")) == 2
    assert caption.startswith("The loss as a surface, its height the logarithm")


def test_the_surface_is_cut_off(bowls, tmp_path):
    z = bowl(np.stack(np.meshgrid(np.linspace(-2, 2, 41), np.linspace(-1, 1, 21))).reshape(2, -1)).reshape(
        21, 41
    )
    kept = cut(z, 0.5, 1.0)
    inside = (z >= 0.5) & (z <= 1.0)
    np.testing.assert_array_equal(kept[inside], z[inside])
    edge = np.isfinite(kept) & ~inside
    assert edge.any() and set(kept[edge]) == {0.5, 1.0}
    table = {"plot": "surface", "z_range": [0, 1], "paths": False, "window": WINDOW}
    figure, caption = drawn(bowls, bowl, **table)
    assert "cut off outside 0 to 1" in caption
    assert figure.axes[0].get_zlim() == (0, 1)
    assert not found(figure.axes[0], "path")
    once, twice = (render(bowls, [table], tmp_path / name, ["png"], bowl)[0].paths[0] for name in "ab")
    assert once.read_bytes() == twice.read_bytes()


@pytest.mark.parametrize("plot", ["surface", "gradient_field"])
def test_what_a_surface_lacks_is_said(bowls, doubling, plot):
    with pytest.raises(UsageError, match=f"figure '{plot}': a .* needs the problem's surface"):
        drawn(bowls, plot=plot)
    with pytest.raises(UsageError, match="a plane needs two coordinates"):
        drawn(doubling, bowl, plot=plot, at={"learning_rate": 0.5})
    with pytest.raises(UsageError, match="'theta' was not recorded"):
        drawn(bowls.drop_vars("theta"), bowl, plot=plot, paths=True)
    drawn(bowls.drop_vars("theta"), bowl, plot=plot, paths=False)


@pytest.mark.parametrize(("table", "message"), [([1, 0], "two rising numbers"), ([90, 99], "no height in")])
def test_an_impossible_cut_is_said(bowls, table, message):
    with pytest.raises(UsageError, match=f"figure 'surface': .*{message}"):
        drawn(bowls, bowl, plot="surface", z_range=table, window=WINDOW)


# ---- all of them


def test_redraw_from_disk_gives_the_same_bytes(bowls, tmp_path):
    write_results(tmp_path, bowls)
    tables = [{"plot": "phase_portrait"}, {"plot": "gradient_field"}]
    files = []
    for dataset, folder in ((bowls, "a"), (open_results(tmp_path), "b")):
        done = render(dataset, tables, tmp_path / folder, ["png"], bowl, evaluator(dataset))
        files.append([one.paths[0].read_bytes() for one in done])
    assert files[0] == files[1]


def test_lost_paths_do_not_shrink_the_others():
    run = a_run([[1.0], [1.0]], calm=(0.1, 0.5), wild=(0.9, 0.5))
    assert run["status"].values[1, 0] == Status.DIVERGED
    figure, caption = drawn(
        run, bowl, evaluator(run), plot="phase_portrait", x="theta[1]", y="change(theta[1])"
    )
    assert max(map(abs, figure.axes[0].get_xlim())) < 6
    assert "1 of 2 trajectories diverged" in caption
    drawn(run, bowl, plot="surface")
