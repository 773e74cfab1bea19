"""Streaming statistics: those of the stored run, the same bits however the run is cut, in bounded memory."""

from __future__ import annotations

import numpy as np
import pytest
from test_reproducibility import EVERYTHING, Impatient
from tiny import BOWL, ran, results, scenario, typed

import simlab
from simlab.engines import Interrupted, cpu
from simlab.errors import ScenarioError
from simlab.plan import chunks
from simlab.results.moments import Moments
from simlab.results.sketch import ACCURACY, Sketch, bins, middle
from simlab.results.tally import Fold, hit_edges
from simlab.settings import Settings

pytestmark = pytest.mark.usefixtures("kernels")

ALL = '["mean", "variance", "quantiles", "histogram"]'
STREAM = f"[stream]\nloss = {ALL}\nbins = {{ log = {{ from = 1e-6, to = 10, count = 15 }} }}\n"
HIT = '[[hit]]\nname = "low"\nquantity = "loss"\nbelow = 1e-2\n\n'
QUIET = BOWL[: BOWL.index("[[claim]]")]
STREAMED = f"{HIT}{STREAM}\n{QUIET}".replace('title = "Descent on a bowl"\n', "")
STREAMED = 'title = "Streamed"\n' + STREAMED
STORED = STREAMED.replace(STREAM, "")
CLAIM = '\n[[claim]]\nid = "c"\ntext = "A claim"\nstatistic = "{}"\n{}\n'
# Single precision, noise, a sweep, hits, coordinates, restarts, lanes that diverge.
MIXED = EVERYTHING.replace("[[sweep]]", "[restarts]\ncount = 2\n\n[[sweep]]") + (
    f'\n[stream]\nloss = {ALL}\naverage_loss = ["mean"]\ntheta = ["variance", "quantiles"]\n'
    'average = ["histogram"]\n'
)


@pytest.fixture
def small(monkeypatch):
    """Groups of eight replicates, one a chunk."""
    monkeypatch.setattr(chunks, "GROUP", 8)
    monkeypatch.setattr("simlab.results.moments.GROUP", 8)
    monkeypatch.setattr(chunks, "CHUNK_BYTES", 1)


# The accumulators, against NumPy on all numbers at once


@pytest.fixture
def numbers():
    rng = np.random.default_rng(7)
    return rng.normal(size=(5, 10_000)) * [[1.0], [1e-9], [1e9], [1e200], [0.0]] + [
        [0],
        [1],
        [-3e9],
        [0],
        [2.5],
    ]


def test_moments_are_those_of_all_numbers_whatever_arrives_at_once(numbers):
    whole, parts = Moments(5), Moments(5)
    whole.add(numbers)
    for first, last in ((0, 4096), (4096, 8192), (8192, 10_000)):
        parts.add(numbers[:, first:last])
    assert np.array_equal(whole.mean, parts.mean) and np.array_equal(whole.squares, parts.squares)
    np.testing.assert_allclose(whole.mean[:3], numbers.mean(axis=1)[:3], rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(whole.variance()[:3], numbers[:3].var(axis=1, ddof=1), rtol=1e-8)
    assert whole.variance()[3] == np.inf  # the squares overflow
    assert (whole.mean[4], whole.variance()[4]) == (2.5, 0.0)


def test_a_shift_does_not_cost_the_variance(numbers):
    moments = Moments(1)
    moments.add(numbers[:1] + 1e8)
    assert moments.variance()[0] == pytest.approx(numbers[0].var(ddof=1), rel=1e-7)


@pytest.mark.parametrize("level", [0.0, 0.1, 0.5, 0.9, 0.999, 1.0])
def test_quantiles_are_right_to_within_a_bin(numbers, level):
    numbers = np.concatenate([numbers[:4], np.exp(100 * numbers[:1])])
    sketch = Sketch(5)
    for first in range(0, 10_000, 777):
        sketch.add(numbers[:, first : first + 777])
    found = sketch.quantiles([level], np.zeros(5), np.zeros(5))[:, 0]
    exact = np.quantile(numbers, level, axis=1, method="lower")
    np.testing.assert_allclose(found, exact, rtol=ACCURACY)


def test_bins_keep_the_order_and_hold_zero_alone():
    ascending = np.array([-1.7e308, -1.0, -1e-300, -5e-324, 0.0, 5e-324, 2.3e-308, 0.5, 0.51, 1.0, 1.7e308])
    codes = bins(ascending)
    assert (np.diff(codes) > 0).all() and codes[4] == bins(np.array([-0.0]))[0] == 0
    for code, number in zip(codes, ascending, strict=True):
        assert bins(np.array([middle(int(code))]))[0] == code
        assert middle(int(code)) == pytest.approx(number, rel=ACCURACY) or abs(number) < 2.3e-308


def test_numbers_that_are_not_finite_are_counted_as_they_are():
    nan, inf = np.nan, np.inf
    values = np.array([[1.0, 2.0, 3.0], [1.0, inf, 3.0], [-inf, 2.0, 2.0], [1.0, nan, 2.0], [inf, -inf, 1.0]])
    fold = Fold(5, ["mean", "variance", "quantiles", "histogram"], [2.0, 3.0])
    fold.add(values)
    np.testing.assert_array_equal(fold.mean(), [2.0, inf, -inf, nan, nan])
    np.testing.assert_array_equal(fold.variance(), [1.0, nan, nan, nan, nan])
    found = fold.quantiles([0.0, 0.5, 1.0])
    expected = [[1, 2, 3], [1, 3, inf], [-inf, 2, 2], [nan] * 3, [-inf, 1, inf]]
    np.testing.assert_allclose(found, expected, rtol=ACCURACY)
    assert fold.histogram.tolist() == [[1, 1, 1], [1, 0, 2], [1, 2, 0], [1, 1, 0], [2, 0, 1]]


def test_first_hits_are_binned_by_the_step():
    assert hit_edges(40).tolist() == list(range(41))
    edges = hit_edges(10**6)
    assert edges[0] == 0 and edges[-1] <= 10**6 and 500 < edges.size <= 1000 and (np.diff(edges) > 0).all()


# The run, against one that stores everything


def test_a_streamed_run_has_the_statistics_of_a_stored_one(tmp_path, small):
    stored, streamed = results(tmp_path, STORED), results(tmp_path, STREAMED)
    loss = stored["loss"].values
    assert "replicate" not in streamed.dims and streamed["count"].values.tolist() == [12]
    np.testing.assert_array_equal(streamed["step"], stored["step"])
    np.testing.assert_allclose(streamed["loss_mean"], loss.mean(axis=1), rtol=1e-12)
    np.testing.assert_allclose(streamed["loss_variance"], loss.var(axis=1, ddof=1), rtol=1e-12)
    error = loss.std(axis=1, ddof=1) / np.sqrt(12)
    np.testing.assert_allclose(streamed["loss_mean_error"], error, rtol=1e-12)
    exact = np.quantile(loss, streamed["level"].values, axis=1, method="lower")
    np.testing.assert_allclose(streamed["loss_quantile"], np.moveaxis(exact, 0, -1), rtol=ACCURACY)
    edges = [-np.inf, *streamed["bin_low"].values[1:], np.inf]
    counts = [np.histogram(loss[0, :, step], edges)[0] for step in range(41)]
    assert np.array_equal(streamed["loss_histogram"].values[0], counts)
    hits = stored["hit_low"].values[0]
    assert np.array_equal(
        streamed["hit_low_histogram"].values[0], np.bincount(hits.astype(int), minlength=41)
    )
    assert (float(streamed["hit_low_share"][0]), float(streamed["running_share"][0])) == (1.0, 1.0)


def test_so_has_one_with_everything_at_once(tmp_path, small):
    kept = MIXED[: MIXED.index("[stream]")]
    stored, streamed = results(tmp_path, kept), results(tmp_path, MIXED)
    assert streamed["theta_variance"].dims == ("variant", "step_theta", "coordinate")
    assert streamed["theta_quantile"].dims == ("variant", "step_theta", "coordinate", "level")
    with np.errstate(all="ignore"):
        for name in ("loss", "average_loss"):
            mean = stored[name].values.astype(float).mean(axis=1)
            np.testing.assert_allclose(streamed[f"{name}_mean"], mean, rtol=1e-12)
        variance = stored["theta"].values.astype(float).var(axis=1, ddof=1)
        np.testing.assert_allclose(streamed["theta_variance"], variance, rtol=1e-12)
    lost = (stored["status"] == 4).mean("replicate")
    np.testing.assert_array_equal(streamed["non_finite_share"], lost)
    assert float(lost.max()) > 0
    known = (~np.isnan(stored["average"].values)).sum(axis=1)
    np.testing.assert_array_equal(streamed["average_histogram"].sum("bin"), known)


# The same bits


@pytest.fixture(scope="module")
def digest(kernels, tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunks, "GROUP", 8)
        patch.setattr("simlab.results.moments.GROUP", 8)
        return ran(tmp_path_factory.mktemp("base"), MIXED, "cpu", threads=1).manifest.results_digest


@pytest.mark.parametrize("size", [1, 2000, 10_000, 10**9])
def test_neither_chunks_nor_threads_matter(tmp_path, digest, small, size, many_tasks, monkeypatch):
    monkeypatch.setattr(chunks, "CHUNK_BYTES", size)
    run = ran(tmp_path, MIXED, "cpu", threads=3)
    assert run.manifest.results_digest == digest
    assert simlab.open_results(run.folder, verify=True).sizes["variant"] == 3


def test_interruption_and_resumption_do_not_matter(tmp_path, digest, small, many_tasks, monkeypatch):
    monkeypatch.setattr(cpu, "CALL_SECONDS", 0.0)
    path = scenario(tmp_path, MIXED)
    for patience in (40, 90):
        settings = Settings(tmp_path / "runs", threads=1, figures=False, resume=True)
        with pytest.raises(Interrupted, match=r"interrupted after \d+ % of the steps; .* --resume"):
            simlab.run(path, settings, Impatient(patience))
    resumed = simlab.run(path, Settings(tmp_path / "runs", threads=2, figures=False, resume=True))
    assert resumed.manifest.results_digest == digest
    assert not list((tmp_path / "runs").rglob("checkpoint*"))


def test_a_checkpoint_of_other_kernels_is_refused(tmp_path, small, many_tasks, monkeypatch):
    monkeypatch.setattr(cpu, "CALL_SECONDS", 0.0)
    path, settings = scenario(tmp_path, MIXED), Settings(tmp_path / "runs", figures=False, resume=True)
    with pytest.raises(Interrupted):
        simlab.run(path, settings, Impatient(60))
    with monkeypatch.context() as patch:
        patch.setattr("simlab.kernels.build.ingredients", lambda *modules: "another compiler")
        with pytest.raises(simlab.errors.UsageError, match=r"other kernels.*without --resume"):
            simlab.run(path, settings)


def test_chunks_hold_whole_groups_and_every_replicate_once(tmp_path, monkeypatch):
    monkeypatch.setattr(chunks, "CHUNK_BYTES", 2**22)
    planned = simlab.make_plan(simlab.load(scenario(tmp_path, STREAMED), {"run.replicates": 100_000}))
    found = planned.chunks()
    assert [chunk.first for chunk in found] == list(range(0, 100_000, found[0].count))
    assert len(found) > 2 and found[0].count % chunks.GROUP == 0
    assert sum(chunk.count for chunk in found) == 100_000


def test_replicates_of_a_grid_are_those_of_the_whole_grid(tmp_path, small):
    grid = STREAMED.replace(
        'kind = "uniform"\nlow = 0.5\nhigh = 1.5', 'kind = "grid"\nlower = -1\nupper = 1\nshape = [5, 5]'
    ).replace("replicates = 12\n", "")
    streamed = results(tmp_path, grid)
    stored = results(tmp_path, grid.replace(STREAM, ""))
    assert int(streamed["count"][0]) == 25
    np.testing.assert_allclose(streamed["loss_mean"], stored["loss"].mean("replicate"), rtol=1e-12)


def test_memory_does_not_grow_with_the_replicates(tmp_path):
    path = scenario(tmp_path, STREAMED)
    few, many = (simlab.make_plan(simlab.load(path, {"run.replicates": count})) for count in (10**6, 10**8))
    assert few.memory() == pytest.approx(many.memory(), rel=0.1) and many.memory() < 10**9
    assert many.trajectories == 10**8


# Claims


@pytest.mark.parametrize(
    ("statistic", "expected", "verdict"),
    [
        ("at(loss_mean, step=0)", "between = [2.5, 2.9]", "supported"),
        ("at(loss_mean, step=0)", "equals = 2.70", "inconclusive"),
        ("at(loss_mean, step=0)", "at_most = 2.0", "refuted"),
        ("sqrt(2 * at(loss_mean, step=0) / at(loss_mean, step=1))", "at_least = 2", "supported"),
        ("at(loss_quantile, step=0, level=0.5)", "between = [2, 3]", "supported"),
        ("hit_low_share", "at_least = 0.99", "supported"),
        ("hit_low_share", "at_least = 0.9999", "inconclusive"),
        ("non_finite_share", "equals = 0", "inconclusive"),
        ("rate(loss_mean, 5, 20)", "at_most = 0.6", "supported"),
        ("final(loss_variance)", "at_most = 1e-3", "supported"),
    ],
)
def test_claims_on_statistics(tmp_path, statistic, expected, verdict):
    (found,) = ran(tmp_path, STREAMED.replace("= 12", "= 3000") + CLAIM.format(statistic, expected)).verdicts
    assert found.verdict == verdict, found.message


def test_the_interval_of_a_mean_is_that_of_its_standard_error(tmp_path):
    run = ran(
        tmp_path, STREAMED.replace("= 12", "= 3000") + CLAIM.format("at(loss_mean, step=0)", "at_least = 2")
    )
    (verdict,) = run.verdicts
    mean, error = (float(run.results[name][0, 0]) for name in ("loss_mean", "loss_mean_error"))
    assert (verdict.value, verdict.confidence) == (mean, 0.95)
    np.testing.assert_allclose(
        [verdict.low, verdict.high], [mean - 1.959964 * error, mean + 1.959964 * error]
    )


def test_errors_of_several_means_add_up(tmp_path):
    text = CLAIM.format("at(loss_mean, step=0) - at(loss_mean, step=1)", "at_least = 2")
    run = ran(tmp_path, STREAMED.replace("= 12", "= 3000") + text)
    reach = 1.959964 * float(run.results["loss_mean_error"][0, :2].sum())
    assert run.verdicts[0].high - run.verdicts[0].low == pytest.approx(2 * reach)


def test_a_control_of_a_streamed_scenario_is_streamed(tmp_path):
    text = STREAMED + CLAIM.format("final(loss_mean)", "at_most = 1e-2")
    control = '[[control]]\nname = "still"\nrefutes = ["c"]\nset = { "optimizer.gd.learning_rate" = 0.0 }\n'
    checked = simlab.check(
        scenario(tmp_path, text + control), Settings(tmp_path / "runs", device="reference")
    )
    assert checked.exit_code == 0 and checked.toothless == {"still": []}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            STREAMED + CLAIM.format("mean(final(loss))", "at_most = 1"),
            "'loss' is not kept of single trajectories",
        ),
        (STREAMED + CLAIM.format("probability(status == 'diverged')", "at_most = 1"), "diverged_share"),
        (STREAMED + CLAIM.format("mean(hit_low)", "at_most = 1"), "hit_low_histogram"),
        (STORED + CLAIM.format("final(loss_mean)", "at_most = 1"), "loss_mean"),
        (STREAMED + '\n[[figure]]\nplot = "curves"\ny = "loss"\n', "draws single trajectories"),
        (STREAMED.replace(f"loss = {ALL}\n", ""), "names no quantity"),
        (
            STREAMED.replace(ALL, '["men"]'),
            "must be one of 'mean', 'variance', 'quantiles', 'histogram', not 'men'",
        ),
        (STREAMED.replace(ALL, "[]"), "[stream] loss: must not be empty"),
        (STREAMED.replace(ALL, '"mean"'), "[stream] loss: must be a list"),
        (STREAMED.replace("bins =", "bin ="), "did you mean 'bins'"),
        (STREAMED.replace("[stream]\n", "[stream]\nlevels = [0.5, 0.1]\n"), "levels must ascend"),
        (STREAMED.replace("[stream]\n", "[stream]\nlevels = [1.5]\n"), "must be at most 1, not 1.5"),
        (STREAMED.replace("to = 10", "to = 1e-9"), "edges of bins must ascend"),
        (STREAMED.replace("log = {", "linear = { from = 0, to = 1, count = 3 }, log = {"), "exactly one of"),
        (
            STREAMED.replace("[stream]\n", '[stream]\ndistance = ["mean"]\n'),
            "add distance = 'log 200' to [record]",
        ),
        (STREAMED.replace('loss = "every 1"', 'loss = "every 1"\ntheta = "last"'), "does not name theta"),
    ],
)
def test_what_cannot_be_streamed_is_refused(tmp_path, text, words):
    with pytest.raises(ScenarioError) as caught:
        simlab.load(scenario(tmp_path, text))
    assert words in str(caught.value), str(caught.value)


def test_the_command_line_streams_too(tmp_path):
    path = scenario(tmp_path, STREAMED + CLAIM.format("final(loss_mean)", "at_most = 1e-2"))
    done = typed(
        "run", path, "--out", tmp_path / "runs", "--device", "reference", "--set", 'stream.loss=["mean"]'
    )
    assert done.exit_code == 0, done.stderr
    (folder,) = (tmp_path / "runs").iterdir()
    assert "loss_quantile" not in simlab.open_results(folder)
