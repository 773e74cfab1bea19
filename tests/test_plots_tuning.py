"""The plots of tuning and of hitting times, and the animation, on runs that plain NumPy made."""

from __future__ import annotations

import csv
import io
import math
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image
from test_plots import descend, drawn, found, law, make, rosenbrock, rosenbrock_gradient, valley
from tiny import BOWL, data, scenario, typed

import simlab
from simlab.errors import UsageError
from simlab.plots import parse_figure, render
from simlab.plots.ecdf import half_width, staircase
from simlab.plots.sensitivity import table

RATES = np.geomspace(0.003, 10.0, 8)


def swept(names=("gd", "heavy_ball"), replicates=5, coordinates=("x",)):
    """Descent on x^2 / 2 from random starts, over ``RATES``: it diverges above 2."""
    start = np.random.default_rng(3).uniform(0.5, 1.5, (1, replicates))
    runs = []
    for place, name in enumerate(names):
        for rate in RATES:
            path = descend(lambda x: x[0] ** 2 / 2, lambda x: x, start, 40, rate, 0.1 * place, bound=1e3)
            axes = {"learning_rate": rate}
            runs.append((f"{name} {rate:.3g}", name, axes, dict(axes), [[0.0]], path))
    dataset = make(runs, coordinates)
    below = dataset["loss"].values < 0.01
    hits = np.where(below.any(axis=-1), below.argmax(axis=-1), np.inf)
    words = {"long_name": "first step of 'small'", "units": "steps"}
    return dataset.assign(hit_small=(("variant", "replicate"), hits, words))


@pytest.fixture(scope="module")
def tuning():
    return swept()


def rows_of(dataset, **options):
    """The table of a ``sensitivity`` figure."""
    text = table(dataset, parse_figure({"plot": "sensitivity", **options}), law)
    return {row["optimizer"]: row for row in csv.DictReader(io.StringIO(text))}


def texts_of(axes, gid):
    return [text.get_text() for text in axes.texts if text.get_gid() == gid]


# ---- sensitivity


def test_curves_are_medians_and_the_lost_stand_in_the_strip(tuning):
    figure, caption = drawn(tuning, plot="sensitivity", sort="file")
    axes, rows = figure.axes
    final = tuning["loss"].values[:, :, -1].reshape(2, len(RATES), -1)
    for curve, values in zip(found(axes, "curve"), final, strict=True):
        kept = RATES < 2
        np.testing.assert_array_equal(curve.get_xdata(), RATES[kept])
        medians = np.median(values, axis=1)[kept]
        np.testing.assert_allclose(curve.get_ydata(), np.maximum(medians, axes.get_ylim()[0]))
    for crosses in (found(axes, "diverged"), found(rows, "diverged")):
        assert len(crosses) == 2
        for cross in crosses:
            np.testing.assert_array_equal(cross.get_xdata(), RATES[RATES > 2])
    strip = found(axes, "strip")[0].get_ydata()[0]
    assert max(curve.get_ydata().max() for curve in found(axes, "curve")) < strip < axes.get_ylim()[1]
    assert [label.get_text() for label in axes.get_yticklabels()][-1] == "diverged"
    assert "crosses: settings at which replicates diverge" in caption


def test_best_and_good_region_are_the_statistics(tuning):
    rows = rows_of(tuning, floor=1e-6)
    final = np.median(tuning["loss"].values[:, :, -1].reshape(2, len(RATES), -1), axis=2)
    for row, medians in zip(rows.values(), final, strict=True):
        medians = np.where(RATES > 2, np.inf, medians)
        assert float(row["best_learning_rate"]) == RATES[medians.argmin()]
        assert float(row["best"]) == medians.min()
        good = np.flatnonzero(np.maximum(medians, 1e-6) <= 10 * max(medians.min(), 1e-6))
        low = math.sqrt(RATES[good[0] - 1] * RATES[good[0]])
        high = math.sqrt(RATES[good[-1]] * RATES[good[-1] + 1])
        assert [float(row["good_from"]), float(row["good_to"])] == pytest.approx([low, high])
        assert float(row["good_decades"]) == pytest.approx(math.log10(high / low))
        assert (row["reaches_end"], row["diverged"]) == ("0", "0.0")
    figure, _ = drawn(tuning, plot="sensitivity", floor=1e-6, sort="file")
    ends = [bar.get_xdata() for bar in found(figure.axes[1], "good")]
    expected = [[float(row["good_from"]), float(row["good_to"])] for row in rows.values()]
    np.testing.assert_allclose(ends, expected)
    marks = [mark.get_xdata()[0] for mark in found(figure.axes[1], "best")]
    assert marks == [float(row["best_learning_rate"]) for row in rows.values()]


def test_steps_to_a_hit_as_a_column_as_the_measure_and_as_what_is_good(tuning):
    steps = np.median(tuning["hit_small"].values.reshape(2, len(RATES), -1), axis=2)
    figure, caption = drawn(tuning, plot="sensitivity", hit="small", good="hit")
    assert "at which half of the replicates or more reach 'small'" in caption
    assert texts_of(figure.axes[1], "head")[-1] == "steps to\nsmall"
    for row, own in zip(rows_of(tuning, hit="small", good="hit", sort="file").values(), steps, strict=True):
        chosen = np.isclose(RATES, float(row["best_learning_rate"]))
        assert float(row["steps_to_small"]) == own[chosen][0]
        reach = RATES[np.isfinite(own)]
        assert float(row["good_from"]) < reach[0] and float(row["good_to"]) > reach[-1]
    for row, own in zip(rows_of(tuning, quantity="hit_small", sort="file").values(), steps, strict=True):
        assert float(row["best"]) == own.min()
    figure, caption = drawn(tuning, plot="sensitivity", quantity="hit_small")
    assert found(figure.axes[0], "never")
    assert "triangles: settings that do not arrive" in caption
    assert [label.get_text() for label in figure.axes[0].get_yticklabels()][-1] == "diverged,\nnever"


def test_best_records_and_statistics(tuning):
    def minimum(expression, variant=None, **names):
        return tuning["loss"].sel(variant=variant).min("step").values

    figure, _ = drawn(tuning, evaluate=minimum, plot="sensitivity", best=True)
    assert figure.axes[0].get_ylabel() == "Best loss"
    assert "best loss" in texts_of(figure.axes[1], "head")


def test_what_lies_at_an_end_of_the_sweep_is_marked(tuning):
    small = tuning.isel(variant=[0, 1, 2, 8, 9, 10])
    figure, caption = drawn(small, plot="sensitivity")
    cells = texts_of(figure.axes[1], "cell")
    assert sum(cell.startswith("≥") for cell in cells) == 4  # best setting and region, of both optimizers
    assert "which does not show what lies beyond" in caption
    assert {row["reaches_end"] for row in rows_of(small).values()} == {"1"}


def test_an_optimizer_that_always_diverges_has_a_row(tuning):
    lost = tuning.copy(deep=True)
    lost["status"].values[8:] = 3
    row = rows_of(lost)["heavy_ball"]
    assert (row["best_learning_rate"], row["good_from"], row["good_decades"]) == ("", "", "0.0")
    figure, _ = drawn(lost, plot="sensitivity")
    assert texts_of(figure.axes[1], "cell").count("none") == 2


def test_zeros_stand_on_the_lower_edge(tuning):
    zero = tuning.copy(deep=True)
    zero["loss"].values[:, :, -1] = 0.0
    figure, _ = drawn(zero, plot="sensitivity")
    assert all(np.isfinite(figure.axes[0].get_ylim()))
    assert rows_of(zero)["gd"]["best"] == "0.0"


def test_eighteen_optimizers_have_panels_and_columns_that_do_not_meet():
    many = swept([f"optimizer_{i}" for i in range(18)], replicates=2)
    figure, _ = drawn(many, plot="sensitivity", hit="small")
    *panels, rows = figure.axes
    assert len(panels) == 18
    assert sum(bool(axes.get_xlabel()) for axes in panels) == 1
    boxes = [text.get_window_extent() for text in rows.texts if text.get_gid() == "cell"]
    boxes += [label.get_window_extent() for label in rows.get_yticklabels()]
    assert not any(one.overlaps(other) for i, one in enumerate(boxes) for other in boxes[i + 1 :])
    assert max(box.x1 for box in boxes) <= figure.bbox.width
    with pytest.raises(UsageError, match="at most 24 optimizers"):
        drawn(swept([f"optimizer_{i}" for i in range(25)], replicates=1), plot="sensitivity")


def test_a_sensitivity_that_cannot_be_drawn_says_why(tuning):
    for options, words in (
        ({"hit": "smal"}, "no hit 'smal', did you mean 'small'"),
        ({"x": "learning_rat"}, "no sweep axis 'learning_rat', did you mean"),
        ({"status": ["diverged"]}, "a status has no best value"),
    ):
        with pytest.raises(UsageError, match=words):
            drawn(tuning, plot="sensitivity", **options)
    with pytest.raises(UsageError, match="Final loss is negative somewhere"):
        drawn(tuning.assign(loss=tuning["loss"] - 1.0), plot="sensitivity")
    for options, words in (
        ({"good": "hit"}, "needs hit"),
        ({"best": True, "statistic": "final(loss)"}, "best is for a recorded quantity"),
    ):
        with pytest.raises(UsageError, match=words):
            parse_figure({"plot": "sensitivity", **options})
    crossed = tuning.assign_coords(momentum=("variant", np.repeat([0.0, 0.9], 8)))
    crossed["optimizer"].values[:] = "gd"
    with pytest.raises(UsageError, match=r"several variants of 'gd' share .* at = {momentum"):
        drawn(crossed, plot="sensitivity")
    with pytest.raises(UsageError, match="the run has no sweep axis"):
        drawn(tuning.drop_vars("learning_rate"), plot="sensitivity")


# ---- ecdf


def test_a_staircase_is_the_share_at_or_below(tuning):
    times = np.array([3.0, 3.0, 7.0, np.inf, 20.0])
    x, share = staircase(times, 0.0, 15.0)
    assert x.tolist() == [0, 3, 7, 15]
    assert share.tolist() == pytest.approx([0, 0.4, 0.6, 0.6])
    many = np.random.default_rng(0).normal(50, 10, 9000)
    x, share = staircase(many, 0.0, 100.0)
    assert len(x) <= 2002
    np.testing.assert_allclose(share, [(many <= one).mean() for one in x])


def test_the_band_is_that_of_dvoretzky_kiefer_and_wolfowitz(tuning):
    assert half_width(100, 0.95) == pytest.approx(1.3581 / 10, abs=1e-4)
    assert half_width(100, 0.0) == 0.0
    options = {"plot": "ecdf", "hit": "small", "variants": [str(tuning["variant"].values[3])]}
    figure, caption = drawn(tuning, **options)
    assert len(found(figure.axes[0], "band")) == 1
    assert "band: 95 % for the whole curve" in caption
    for still in (tuning.assign_attrs(random=False), tuning):
        confidence = 0.0 if still is tuning else 0.95
        figure, caption = drawn(still, confidence=confidence, **options)
        assert not found(figure.axes[0], "band") and "band" not in caption


def test_what_never_arrives_is_written_beside_its_plateau(tuning):
    times = tuning["hit_small"].copy(deep=True)
    times.values[2], times.values[3] = [5, 6, 7, np.inf, np.inf], [5, 6, 7, 9, np.inf]
    labels = [str(label) for label in tuning["variant"].values[[2, 3]]]
    figure, _ = drawn(tuning.assign(hit_small=times), plot="ecdf", variants=labels)
    axes = figure.axes[0]
    assert texts_of(axes, "never") == ["40 % never", "20 % never"]
    for stairs, height in zip(found(axes, "staircase"), (0.6, 0.8), strict=True):
        assert stairs.get_ydata()[-1] == pytest.approx(height)
        assert stairs.get_xdata()[-1] >= 40  # the plateau goes on to the end of the run
    times.values[3] = times.values[2]
    figure, _ = drawn(tuning.assign(hit_small=times), plot="ecdf", variants=labels)
    one, two = (t.get_window_extent() for t in figure.axes[0].texts if t.get_gid() == "never")
    assert not one.overlaps(two)


def test_a_law_of_t_and_another_measure(tuning):
    lines = [{"y": "1 - exp(-t/9)", "label": "law"}]
    label = str(tuning["variant"].values[3])
    figure, _ = drawn(tuning, evaluate=law, plot="ecdf", quantity="loss", variants=[label], lines=lines)
    (line,) = found(figure.axes[0], "reference")
    np.testing.assert_allclose(line.get_ydata(), 1 - np.exp(-line.get_xdata() / 9))
    assert figure.axes[0].get_xlabel() == "Final loss"


def test_an_ecdf_that_cannot_be_drawn_says_why(tuning):
    label = str(tuning["variant"].values[3])
    for dataset, options, words in (
        (tuning.drop_vars("hit_small"), {}, r"the run has no \[\[hit\]\]"),
        (tuning, {"hit": "smal"}, "hit must be one of small, not 'smal', did you mean 'small'"),
        (tuning, {"hit": "small", "quantity": "loss"}, "give one of hit, quantity and statistic"),
        (tuning, {"status": ["diverged"]}, "a status has no distribution"),
        (tuning, {"log_x": True, "x_range": [0, 9]}, "above zero on a logarithmic axis"),
        (tuning, {"statistic": "median(loss)"}, "must leave the replicates"),
    ):
        with pytest.raises(UsageError, match=words):
            drawn(dataset, evaluate=lambda *_, **__: 1.0, plot="ecdf", variants=[label], **options)
    with pytest.raises(UsageError, match="at most 8 curves"):
        drawn(tuning, plot="ecdf")


# ---- histogram


def test_a_density_with_a_pole_leaves_the_histogram_readable_and_tails_are_logarithmic(tuning):
    label = str(tuning["variant"].values[3])
    options = {"plot": "histogram", "variants": [label], "bins": 4}
    plain, _ = drawn(tuning, **options)
    figure, _ = drawn(tuning, evaluate=law, lines=[{"y": "1e9 / x"}], **options)
    assert figure.axes[0].get_ylim()[1] < 4 * plain.axes[0].get_ylim()[1]
    figure, _ = drawn(tuning, log_y=True, **options)
    assert figure.axes[0].get_yscale() == "log"
    (outline,) = found(figure.axes[0], "outline")
    heights = outline.get_data().values
    assert figure.axes[0].get_ylim()[0] < heights[heights > 0].min()


# ---- animation


@pytest.fixture(scope="module")
def moving():
    """Two optimizers in the ravine; a third is lost."""
    start = np.array([[-1.2], [1.0]])
    runs = []
    for name, rate in (("slow", 1e-3), ("fast", 2e-3), ("lost", 0.02)):
        with np.errstate(all="ignore"):
            path = descend(rosenbrock, rosenbrock_gradient, start, 50, rate, bound=np.inf)
        losses, points, status, when = path
        status[:] = 4 if name == "lost" else 0
        runs.append((name, name, {}, {"learning_rate": rate}, [[1.0, 1.0]], (losses, points, status, when)))
    return make(runs)


def frames_of(path):
    """Every frame of a GIF as an array [rows, columns, 3], and how long each stays (milliseconds)."""
    with Image.open(path) as image:
        found = []
        for place in range(image.n_frames):
            image.seek(place)
            found.append((np.asarray(image.convert("RGB")), image.info["duration"]))
    return [frame for frame, _ in found], [duration for _, duration in found]


def test_an_animation_has_the_frames_it_is_asked_for_and_the_same_bytes(moving, tmp_path):
    asked = {"plot": "animation", "frames": 6, "pixels": 320, "seconds": 1.0, "hold": 2.0}
    one, two = (render(moving, [asked], tmp_path / name, surface=valley)[0] for name in "ab")
    assert [path.suffix for path in one.paths] == [".svg", ".png", ".gif"]
    for first, second in zip(one.paths, two.paths, strict=True):
        assert first.read_bytes() == second.read_bytes()
    frames, durations = frames_of(one.paths[2])
    assert (len(frames), max(frames[0].shape)) == (6, 320)
    assert durations == [200] * 5 + [2000]
    assert all((np.abs(a.astype(int) - b).max(axis=2) > 60).any() for a, b in pairwise(frames))
    assert all((frame[0, 0] == 255).all() for frame in frames)


def test_the_paths_grow_and_a_lost_one_loses_its_head(moving):
    from simlab.plots.animation import frames as move

    options = parse_figure({"plot": "animation", "frames": 51})
    figure, caption = drawn(moving, valley, plot="animation", frames=51)
    assert "arrows" not in caption
    axes = figure.axes[0]
    assert axes.get_title(loc="right") == "Step 50"
    whole = [np.column_stack(path.get_data()) for path in found(axes, "path")]
    for step, movers in enumerate(move(figure, moving, options)):
        assert axes.get_title(loc="right") == f"Step {step}"
        for path, head, points in zip(found(axes, "path"), found(axes, "head"), whole, strict=True):
            assert path in movers and head in movers
            np.testing.assert_array_equal(np.column_stack(path.get_data()), points[: step + 1])
            assert len(head.get_xdata()) == (step < len(points))
    assert len(whole[2]) < 51 == len(whole[0])
    assert not any(end.get_visible() for end in found(axes, "end"))


def test_fewer_records_are_fewer_frames_and_limits_hold(moving, tmp_path):
    few = {"plot": "animation", "frames": 200, "last_step": 4, "pixels": 200, "panels": True}
    frames, _ = frames_of(render(moving, [few], tmp_path, ["png"], surface=valley)[0].paths[1])
    assert len(frames) == 5
    for wrong in ({"frames": 201}, {"frames": 1}, {"pixels": 1201}, {"seconds": 61}):
        with pytest.raises(UsageError, match=r"less than or equal|greater than or equal"):
            parse_figure({"plot": "animation", **wrong})
    with pytest.raises(UsageError, match="'theta' was not recorded"):
        drawn(moving.drop_vars("theta"), valley, plot="animation")


# ---- words and files


def test_a_caption_full_of_digits_stays_inside_the_figure(moving):
    digits = " ".join(["beta1 = 0.999000888,"] * 40)
    figure, _ = drawn(moving, plot="curves", caption=digits)
    (below,) = (text for text in figure.texts if text.get_gid() == "caption")
    assert below.get_window_extent().x1 <= figure.bbox.width


SWEPT = (
    BOWL.split("[[claim]]")[0]
    .replace("steps = 40", "steps = 10")
    .replace("replicates = 12", "replicates = 3")
    + """theta = "every 5"

[[sweep]]
parameter = "optimizer.gd.learning_rate"
log = { from = 0.01, to = 1.0, count = 5 }

[[figure]]
plot = "sensitivity"
best = true

[[figure]]
plot = "animation"
at = { learning_rate = 0.1 }
frames = 4
pixels = 200
"""
)


def test_runs_and_redraws_list_the_files_beside_the_pictures(tmp_path):
    path = scenario(tmp_path, SWEPT)
    done = typed("run", path, "--out", tmp_path / "runs", "--device", "reference")
    assert done.exit_code == 0, done.output
    (folder,) = (tmp_path / "runs").iterdir()
    names = ["animation.gif", "animation.png", "sensitivity.csv", "sensitivity.png"]
    assert sorted(line.rpartition("/")[2] for line in done.output.splitlines() if " figure " in line) == names
    before = {file.name: file.read_bytes() for file in (folder / "figures").iterdir()}
    assert set(before) == {*names, "animation.svg", "sensitivity.svg"}
    listed = data(typed("figures", folder, "--format", "json"))[0]["figures"]
    assert {name.rpartition("/")[2] for name in listed} == set(before)
    assert before == {file.name: file.read_bytes() for file in simlab.render(folder, tmp_path / "again")}
