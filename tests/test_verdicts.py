"""Claims against synthetic results: the language, the intervals, the verdicts, and their reports."""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass, field
from xml.etree import ElementTree

import numpy as np
import pytest
import scipy.stats
import xarray as xr

from simlab import registry
from simlab.statistics._resampling import Resample
from simlab.verdicts import exit_code, judge, to_json, to_junit, toothless_claims
from simlab.verdicts.holm import holm, p_value
from simlab.verdicts.intervals import Binomial, Bootstrap
from simlab.verdicts.resampling import jackknife, resamples


@dataclass
class Claim:
    statistic: str
    equals: object = None
    at_least: object = None
    at_most: object = None
    between: object = None
    tolerance: float | None = None
    relative_tolerance: float | None = None
    confidence: float = 0.95
    id: str = "claim"
    text: str = "a sentence"


@dataclass
class Control:
    refutes: list[str]
    name: str = "control"
    set: dict = field(default_factory=dict)


def results(variants, quantities, random=False, axes=(), steps=None, hits=(), **settings):
    """A data set as ``simlab.results`` makes it, of (optimizer, {axis: value}) and name -> array each."""
    labels = [" ".join([name, *(f"{axis}={value:g}" for axis, value in at.items())]) for name, at in variants]
    first = next(iter(quantities.values()))
    steps = np.arange(first.shape[2]) if steps is None else np.asarray(steps)
    data = {}
    for name, values in quantities.items():
        dims = ("variant", "replicate", "step", "coordinate") if values.ndim > 2 else ("variant", "replicate")
        data[name] = (dims[: values.ndim], values)
    coords = {
        "variant": labels,
        "optimizer": ("variant", [name for name, _ in variants]),
        "step": steps,
        "replicate": np.arange(first.shape[1]),
        "coordinate": ["x0", "x1"],
    }
    for axis in axes:
        coords[axis] = ("variant", [at.get(axis, np.nan) for _, at in variants])
    numbers = {
        label: {"steps": int(steps[-1]), **settings, **at}
        for label, (_, at) in zip(labels, variants, strict=True)
    }
    listed = [{"name": axis, "paths": [], "values": []} for axis in axes]
    dataset = xr.Dataset(data, coords)
    for name, quantity, below in hits:
        dataset[f"hit_{name}"].attrs.update(quantity=quantity, below=below)
    dataset.attrs = {"random": random, "seed": 7, "axes": json.dumps(listed), "settings": json.dumps(numbers)}
    return dataset


def one(dataset, *args, **keywords):
    return judge(dataset, [Claim(*args, **keywords)])[0]


@pytest.fixture
def race():
    """Two deterministic optimizers with rates 0.9 and 0.8, every step recorded."""
    t = np.arange(201)
    distance = np.stack([0.9**t, 0.8**t])[:, None]
    theta = np.stack([distance, -distance], axis=-1)
    return results(
        [("gd", {}), ("hb", {})],
        {"distance": distance, "loss": distance**2, "theta": theta},
        kappa=19.0,
        scale=[3, 4],
    )


def noisy(replicates=400, mean=1.0, seed=0, optimizers=("sgd",), steps=3):
    x = mean + np.random.default_rng(seed).normal(size=(len(optimizers), replicates, steps, 2))
    return results(
        [(name, {}) for name in optimizers], {"theta": x, "loss": (x**2).sum(axis=-1)}, random=True
    )


# --- the language -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statistic", "value"),
    [
        ("steps_to(distance['gd'], 1e-6)", 132),
        ("steps_to(distance['gd'], 1e-6) / steps_to(distance['hb'], 1e-6)", 132 / 62),
        ("ratio(steps_to(distance['gd'], 1e-6), steps_to(distance['hb'], 1e-6))", 132 / 62),
        ("rate(distance['gd'], 100, 200)", 0.9),
        ("rate(loss['hb'], 10, 50)", 0.64),
        ("mean(final(distance['gd'])) * 0 + 1", 1),
        ("maximum(abs(theta['gd', 0] + theta['gd', 'x1']))", 0),
        ("at(theta['hb', 'x1'], step=2)", -0.64),
        ("at(theta['gd', 0], step=1)", 0.9),
        ("kappa + kappa['gd']", 38),
        ("scale[1] - scale['gd', 0]", 1),
        ("min(kappa, 5) + max(1, 2) + sqrt(16) + e - exp(1)", 11),
        ("law.gd_optimal_rate(kappa)", 0.9),
        ("law.gd_steps(100, tolerance=1e-6, flat=0 * kappa)", 691),
        ("time_mean(distance['gd'] < 0.5 and distance['hb'] < 0.5)", 194 / 201),
        ("time_mean(not distance['gd'] < 0.5)", 7 / 201),
        ("maximum(abs(distance['gd'] - 0.9**step))", 0),
        ("probability(final(loss['gd']) < 1)", 1),
        ("steps", 200),
    ],
)
def test_statistics_of_a_deterministic_run(race, statistic, value):
    verdict = one(race, statistic, equals=value, tolerance=1e-9)
    assert verdict.verdict == "supported", verdict.message
    assert verdict.value == pytest.approx(value, abs=1e-9)
    assert verdict.low == verdict.high == verdict.value and verdict.confidence is None
    assert one(race, statistic, equals=value + 1, tolerance=0.5).verdict == "refuted"


@pytest.mark.parametrize(
    ("statistic", "words"),
    [
        ("final(los['gd'])", "did you mean 'loss'"),
        ("final(loss)", r"several optimizers: write loss\['gd'\]"),
        ("final(loss['gdd'])", "no such optimizer or coordinate, did you mean 'gd'"),
        ("final(theta['gd', 'x7'])", "no such optimizer or coordinate"),
        ("final(theta['gd', 2])", "coordinates run from 0 to 1"),
        ("final(loss['gd', 0])", "'loss' has no coordinates"),
        ("final(loss['gd', 'hb'])", "two optimizers"),
        ("finall(loss['gd'])", "did you mean 'final'"),
        ("law.gd_optimal_rate(kappe=2)", "missing a required argument"),
        ("law.gd_optimal_rat(kappa)", "did you mean 'gd_optimal_rate'"),
        ("law.gd_optimal_rate(0.5)", r"law\.gd_optimal_rate\(\.\.\.\): kappa must be at least 1, not 0\.5"),
        ("mean(loss['gd']) + final(loss['gd'], 3)", "takes 1 argument"),
        ("rate(loss['gd'], fist=3)", "fist"),
        ("loss['gd'] == 'diverged'", "only a status can be compared with text"),
        ("mean(mean(final(loss['gd'])))", r"mean\(\.\.\.\) over replicates inside mean"),
        ("final(loss['gd']) / mean(final(loss['gd']))", "reduce both"),
        ("mean(kappa)", "needs one value a replicate"),
        ("threshold(final(loss['gd']) < 1, 'kappa')", r"no swept axis 'kappa' here \(axes: none\)"),
        ("final(distance['gd'] - change(distance['gd']))", "lie on different steps"),
        ("__import__('os')", "names that begin with"),
        ("loss['gd'].values", "not allowed"),
        ("1 / 0", "division by zero"),
        ("", "empty"),
    ],
)
def test_a_wrong_claim_is_an_error_and_never_supported(race, statistic, words):
    verdict, other = judge(race, [Claim(statistic, at_least=0), Claim("kappa", equals=19)])
    assert verdict.verdict == "error" and np.isnan(verdict.value)
    assert re.search(words, verdict.message), verdict.message
    assert other.verdict == "supported"


@pytest.mark.parametrize(
    ("expected", "words"),
    [
        ({"equals": "final(loss['gd'])"}, "'loss' is measured"),
        ({"equals": "1 +"}, "ends too early"),
        ({}, "expects nothing"),
        ({"at_most": "law.gd_optimal_rate(kappa - 100)"}, "kappa must be at least 1"),
        ({"between": [2, 1]}, "lies above"),
        ({"at_least": float("nan")}, "not a number"),
    ],
)
def test_a_wrong_expectation_is_an_error(race, expected, words):
    verdict = one(race, "final(loss['gd'])", **expected)
    assert verdict.verdict == "error" and words in verdict.message


# --- exact comparisons ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expected", "verdict"),
    [
        ({"equals": 132}, "supported"),
        ({"equals": 131}, "refuted"),
        ({"equals": 130, "tolerance": 2}, "supported"),
        ({"equals": 130, "tolerance": 1.9}, "refuted"),
        ({"equals": 130, "relative_tolerance": 0.016}, "supported"),
        ({"equals": 130, "relative_tolerance": 0.015}, "refuted"),
        ({"equals": 130, "relative_tolerance": 0.01, "tolerance": 0.7}, "supported"),
        ({"at_least": 132}, "supported"),
        ({"at_least": 132.5}, "refuted"),
        ({"at_most": "steps - 68"}, "supported"),
        ({"at_most": 131}, "refuted"),
        ({"between": [100, "steps"]}, "supported"),
        ({"between": [100, 110]}, "refuted"),
        ({"equals": "law.slow_progress_steps(0.1, 1, 1e-6)"}, "supported"),
    ],
)
def test_expectations_are_closed_ranges(race, expected, verdict):
    assert one(race, "steps_to(distance['gd'], 1e-6)", **expected).verdict == verdict


def test_never_reached_and_not_a_number(race):
    never = "steps_to(distance['gd'], 1e-12)"
    verdict = one(race, never, at_most=1000)
    assert verdict.verdict == "refuted" and verdict.value == np.inf
    verdict = one(race, never, at_least=100)
    assert verdict.verdict == "inconclusive" and "more steps" in verdict.message
    assert one(race, f"{never} / steps_to(distance['hb'], 1e-6)", at_least=2).verdict == "inconclusive"
    assert one(race, f"{never} / {never}", at_least=0).verdict == "refuted"
    assert one(race, "rate(distance['gd'] - 1)", at_most=5).verdict == "refuted"
    assert "not a number" in one(race, "log(final(loss['gd']) - 1)", at_most=5).message
    diverged = results([("gd", {})], {"loss": np.array([[[1.0, 1e200, np.inf]]])})
    assert one(diverged, "final(loss)", at_least=1e6).verdict == "supported"
    assert one(diverged, "final(loss)", at_most=1e6).verdict == "refuted"


def test_hits_of_sparse_records():
    loss = np.array([[[9.0, 5.0, 0.1]]])
    run = results([("gd", {})], {"loss": loss, "hit_small": np.array([[150.0]])}, steps=[0, 100, 200])
    verdict = one(run, "steps_to(loss, 1)", equals=150)
    assert verdict.verdict == "error" and "[[hit]]" in verdict.message
    run["hit_small"].attrs.update(quantity="loss", below=1.0)
    assert one(run, "steps_to(loss, 1)", equals=150).verdict == "supported"
    assert one(run, "hit_small", equals=150).verdict == "supported"
    assert one(run, "steps_to(2 * loss, 1)", equals=150).verdict == "error"
    assert one(run, "steps_to(-(-loss), 1)", equals=150).verdict == "error"


def test_no_replicates_is_an_error():
    run = results([("gd", {})], {"loss": np.empty((1, 0, 3))})
    assert one(run, "final(loss)", at_least=0).verdict == "error"
    assert one(run, "mean(final(loss))", at_least=0).verdict == "error"


def test_quantities_on_their_own_steps_and_status():
    run = results([("gd", {})], {"loss": np.ones((1, 2, 3))})
    run["theta"] = (("variant", "replicate", "step_theta", "coordinate"), np.arange(8.0).reshape(1, 2, 2, 2))
    run = run.assign_coords(step_theta=[0, 50])
    run["status"] = (("variant", "replicate"), np.array([[3, 4]], dtype=np.uint8))
    assert one(run, "mean(at(theta['x1'], step=50))", equals=5).verdict == "supported"
    assert one(run, "maximum(mean(theta[0]) - step_theta)", equals=2).verdict == "supported"
    assert one(run, "final(theta[0] * loss)", equals=2).verdict == "error"
    assert one(run, "probability(status == 'diverged')", equals=0.5).verdict == "supported"
    assert (
        one(run, "probability(status == 'diverged' or status == 'non_finite')", equals=1).verdict
        == "supported"
    )
    assert "did you mean 'diverged'" in one(run, "probability(status == 'divergd')", equals=1).message


# --- sweeps -----------------------------------------------------------------------------------------------

RATES = np.array([0.05, 0.5, 1.0, 1.5, 1.9, 2.1, 2.5])


@pytest.fixture
def sweep():
    """Gradient descent on curvature 1 over learning rates, with and without momentum's axis."""
    t = np.arange(50)
    variants = [("gd", {"learning_rate": rate}) for rate in RATES]
    variants += [("hb", {"learning_rate": rate, "momentum": mu}) for rate in RATES for mu in (0.0, 0.5)]
    distance = np.abs([np.power(1 - at["learning_rate"], t) for _, at in variants])[:, None]
    status = np.array(
        [[3 if at["learning_rate"] > 2 * (1 + at.get("momentum", 0)) else 0] for _, at in variants]
    )
    quantities = {"distance": distance, "status": status}
    return results(variants, quantities, axes=("learning_rate", "momentum"), lambda_max=1.0)


def test_a_claim_covers_the_whole_sweep(sweep):
    unit = "law.gd_rate(learning_rate['gd'], 1, 1) ** 49"
    verdict = one(sweep, "final(distance['gd'])", equals=unit, relative_tolerance=1e-9)
    assert verdict.verdict == "supported" and set(verdict.at) == {"learning_rate"}
    verdict = one(sweep, "final(distance['gd'])", at_most=1)
    assert verdict.verdict == "refuted" and verdict.at == {"learning_rate": 2.5}
    assert "worst case of 7 at learning_rate = 2.5" in verdict.message
    verdict = one(sweep, "final(distance['gd']) - final(distance['hb'])", equals=0)
    assert verdict.verdict == "supported" and set(verdict.at) == {"learning_rate", "momentum"}
    verdict = one(sweep, "distance['gd'] - abs(1 - learning_rate['gd'])**step", equals=0, tolerance=1e-6)
    assert verdict.verdict == "supported" and set(verdict.at) == {"learning_rate", "step"}


def test_settings_follow_the_sweep(sweep):
    assert one(sweep, "learning_rate['gd'] - learning_rate", equals=0).verdict == "supported"
    assert one(sweep, "momentum", at_most=0.5).at == {"momentum": 0.5}
    assert one(sweep, "lambda_max", equals=1).at == {}
    assert "no setting 'momentum'" in one(sweep, "momentum['gd']", equals=1).message


def test_threshold_of_a_sweep_carries_its_bracket(sweep):
    flip = "threshold(status['gd'] == 'diverged', 'learning_rate')"
    verdict = one(sweep, flip, equals="law.gd_stability_threshold(lambda_max)", relative_tolerance=0.06)
    assert (verdict.value, verdict.low, verdict.high) == pytest.approx((2.0, 1.9, 2.1))
    assert verdict.verdict == "supported" and "bracket 1.9 to 2.1" in verdict.message
    verdict = one(sweep, flip, equals=2, relative_tolerance=0.01)
    assert verdict.verdict == "inconclusive" and "closer values" in verdict.message
    assert one(sweep, f"2 / {flip}", at_least=0.9).verdict == "supported"
    assert one(sweep, flip, at_most=1.5).verdict == "refuted"
    verdict = one(sweep, "threshold(status['hb'] == 'diverged', 'learning_rate')", at_least=0)
    assert verdict.verdict == "refuted" and "never flips" in verdict.message
    flip = "threshold(at(status['hb'], momentum=0) == 'diverged', 'learning_rate')"
    assert one(sweep, flip, between=[1.9, 2.1]).verdict == "supported"


def test_at_and_axis_reductions(sweep):
    assert one(sweep, "final(at(distance['gd'], learning_rate=0.5))", equals=0.5**49).verdict == "supported"
    assert one(sweep, "argmin(final(distance['gd']), 'learning_rate')", equals=1).verdict == "supported"
    assert (
        one(sweep, "maximum(final(distance['gd']), 'learning_rate')", equals=1.5**49).verdict == "supported"
    )


def test_the_order_of_variants_does_not_matter(sweep):
    shuffled = sweep.isel(variant=np.random.default_rng(0).permutation(sweep.sizes["variant"]))
    statistic = "final(distance['hb']) * 3**momentum['hb'] - learning_rate"
    claims = [Claim(f"at({statistic}, learning_rate=1.9)", at_most=0), Claim(statistic, at_least=-2)]
    assert judge(shuffled, claims) == judge(sweep, claims)


def test_zipped_axes_add_no_dimension():
    variants = [("gd", {"a": a, "b": 10 / a}) for a in (1.0, 2.0, 3.0)]
    run = results(variants, {"loss": np.ones((3, 1, 2))}, axes=("a", "b"))
    assert set(one(run, "final(loss) + b", at_least=0).at) == {"a"}
    ragged = results(
        [*variants, ("gd", {"a": 1.0, "b": 20.0})], {"loss": np.ones((4, 1, 2))}, axes=("a", "b")
    )
    assert "do not form a grid" in one(ragged, "final(loss)", at_least=0).message


def test_replicates_of_a_deterministic_run_are_all_covered():
    run = results([("gd", {})], {"loss": np.arange(12.0).reshape(1, 4, 3)})
    verdict = one(run, "final(loss)", at_most=10)
    assert verdict.verdict == "refuted" and verdict.at == {"replicate": 3} and verdict.replicates == 4
    assert one(run, "mean(final(loss))", equals=6.5).confidence is None


# --- random replicates ------------------------------------------------------------------------------------


def test_bootstrap_against_scipy():
    run = noisy(60)
    final = run["theta"].values[0, :, -1, 0]
    for name, function in (("mean", np.mean), ("variance", lambda x, axis: np.var(x, ddof=1, axis=axis))):
        verdict = judge(run, [Claim(f"{name}(final(theta[0]))", at_least=-9)], resampled=20_000)[0]
        expected = scipy.stats.bootstrap(
            (final,),
            function,
            n_resamples=20_000,
            method="BCa",
            rng=np.random.default_rng(1),
            vectorized=True,
        ).confidence_interval
        width = expected.high - expected.low
        assert verdict.low == pytest.approx(expected.low, abs=0.03 * width)
        assert verdict.high == pytest.approx(expected.high, abs=0.03 * width)


@pytest.mark.parametrize("name", ["mean", "median", "variance"])
@pytest.mark.parametrize(("replicates", "runs"), [(100, 400), (1500, 150)])
def test_intervals_cover_the_truth(name, replicates, runs):
    """On many data sets of unit normal numbers at once, with and without the correction for skewness."""
    rng = np.random.default_rng(2)
    x = xr.DataArray(rng.normal(size=(runs, replicates)), dims=("run", "replicate"))
    function = getattr(registry.load("statistics", name), name)
    draws = [function(x, resample=resample) for resample in resamples(replicates, seed=3, count=600)]
    left_out = function(x, resample=jackknife(replicates)).values if replicates < 1000 else None
    low, high = Bootstrap(function(x).values, np.concatenate(draws, axis=-1), left_out).bounds(0.95)
    truth = 1.0 if name == "variance" else 0.0
    assert 0.89 <= np.mean((low <= truth) & (truth <= high)) <= 0.985


def test_three_verdicts_and_how_many_replicates_decide():
    run = noisy(400)
    statistic = "mean(final(theta['sgd', 'x0']))"
    assert one(run, statistic, equals=1, tolerance=0.3).verdict == "supported"
    assert one(run, statistic, at_least=1.5).verdict == "refuted"
    verdict = one(run, statistic, at_least=1.06)
    assert verdict.verdict == "inconclusive"
    needed = int(re.search(r"about ([\d,]+) replicates", verdict.message)[1].replace(",", ""))
    half = scipy.stats.norm.ppf(0.975) / abs(1.06 - verdict.value)
    assert half**2 <= needed <= 2 * half**2
    assert one(run, statistic, equals=1).verdict == "inconclusive"


def test_pairing_makes_a_comparison_sharp():
    rng = np.random.default_rng(4)
    shared = 10 * rng.normal(size=(1, 300, 2))
    loss = np.concatenate([shared, shared + 0.1 + 0.05 * rng.normal(size=shared.shape)])
    run = results([("a", {}), ("b", {})], {"loss": loss}, random=True)
    verdict = one(run, "mean(final(loss['b'])) - mean(final(loss['a']))", between=[0.05, 0.15])
    assert verdict.verdict == "supported" and verdict.high - verdict.low < 0.03


def test_one_probability_is_exact():
    run = noisy(200)
    share = float((run["loss"][0, :, -1] < 1).mean())
    verdict = one(run, "probability(final(loss) < 1)", at_least=0)
    expected = scipy.stats.binomtest(round(200 * share), 200).proportion_ci(0.95, "exact")
    assert (verdict.low, verdict.high) == pytest.approx((expected.low, expected.high), rel=1e-9)
    verdict = one(run, "probability(final(loss) < 1e9)", at_least=0.99)
    assert (
        verdict.verdict == "inconclusive"
        and verdict.high == 1
        and verdict.low == pytest.approx(0.025 ** (1 / 200))
    )
    needed = int(re.search(r"about ([\d,]+) replicates", verdict.message)[1].replace(",", ""))
    assert 367 <= needed <= 450  # 0.025^(1/n) > 0.99 from n = 368 on
    difference = one(run, "probability(final(loss) < 1e9) - probability(final(loss) > 1e9)", at_least=0.99)
    assert difference.verdict == "inconclusive"


def test_too_few_random_replicates():
    verdict = one(noisy(1), "mean(final(loss))", at_least=-1)
    assert verdict.verdict == "inconclusive" and "run 10 or more" in verdict.message
    assert one(noisy(1), "final(loss)", at_least=-1).verdict == "inconclusive"
    assert one(noisy(1), "probability(final(loss) < 1)", at_least=-1).verdict == "inconclusive"
    assert one(noisy(9), "mean(final(loss))", at_least=-1).verdict == "inconclusive"
    assert one(noisy(1), "steps", equals=2).verdict == "supported"


def test_every_random_replicate():
    run = noisy(100)
    verdict = one(run, "loss", at_least=0)
    assert verdict.verdict == "supported" and "at least 97.05 % of runs" in verdict.message
    assert one(run, "final(loss)", at_least=0.5).verdict == "refuted"


def test_infinite_steps_of_some_replicates():
    loss = np.ones((1, 100, 5))
    loss[0, :80, 2:] = 0.0
    run = results([("sgd", {})], {"loss": loss}, random=True)
    assert one(run, "mean(steps_to(loss, 0.5))", at_most=1e9).verdict == "refuted"
    assert one(run, "mean(steps_to(loss, 0.5))", at_least=1).verdict == "inconclusive"
    assert one(run, "median(steps_to(loss, 0.5))", equals=2).verdict == "supported"
    assert one(run, "probability(steps_to(loss, 0.5) < 5)", between=[0.7, 0.9]).verdict == "supported"
    loss[0, 0, -1] = np.nan
    assert one(run, "mean(final(loss))", at_least=-9).verdict == "refuted"


def test_random_sweep_with_laws_and_simultaneous_intervals():
    rates = (0.1, 0.5, 1.0)
    rng = np.random.default_rng(8)
    theta = np.stack([rng.normal(scale=np.sqrt(a / (2 - a)), size=(2000, 1, 2)) for a in rates])
    run = results(
        [("sgd", {"learning_rate": a}) for a in rates],
        {"theta": theta},
        random=True,
        axes=("learning_rate",),
        sigma=1.0,
    )
    law = "law.sgd_stationary_variance(learning_rate, 1, sigma)"
    covering = one(run, "variance(final(theta[0]))", equals=law, relative_tolerance=0.15)
    assert covering.verdict == "supported" and covering.replicates == 2000
    alone = one(
        run, "at(variance(final(theta[0])), learning_rate=0.1)", equals=0.1 / 1.9, relative_tolerance=0.15
    )
    together = one(run, "variance(final(theta[0]))", at_most=0.1 / 1.9 * 1.15)
    assert together.verdict == "refuted" and alone.verdict == "supported"
    law_of_diffusion = "learning_rate / 2"
    wrong = one(run, "variance(final(theta[0]))", equals=law_of_diffusion, relative_tolerance=0.15)
    assert wrong.verdict == "refuted" and wrong.at == {"learning_rate": 1.0}
    flip = one(run, "threshold(probability(abs(final(theta[0])) > 0.5), 'learning_rate')", between=[0.4, 1.1])
    assert flip.verdict == "supported" and (flip.low, flip.high) == (0.5, 1.0)
    flip = one(run, "threshold(variance(final(theta[0])) > 0.2, 'learning_rate')", between=[0.1, 0.5])
    assert flip.verdict == "supported" and flip.value == pytest.approx(0.3)


def test_verdicts_are_reproducible_and_independent_of_the_other_claims():
    run = noisy(50, optimizers=("a", "b"))
    claims = [
        Claim("mean(final(loss['a']))", at_most=99, id="one"),
        Claim("median(final(loss['b']))", at_most=99),
    ]
    first, again = judge(run, claims), judge(run, claims)
    assert first == again
    run.attrs["seed"] = 8
    assert judge(run, claims)[0].low != first[0].low


def test_holm_widens_with_the_number_of_claims():
    run = noisy(400)
    easy = [Claim("mean(final(theta[0]))", at_least=0.5, id=str(k)) for k in range(9)]
    near = Claim("mean(final(theta[0]))", at_most=float(run["theta"][0, :, -1, 0].mean()) + 0.11)
    assert judge(run, [near])[0].verdict == "supported"
    *others, last = judge(run, [*easy, near])
    assert last.verdict == "supported" and last.confidence == pytest.approx(0.95)
    assert others[0].confidence > 0.95
    undecided = [Claim("mean(final(theta[0]))", at_least=1.0, id=str(k)) for k in range(9)]
    last = judge(run, [*undecided, near])[-1]
    assert last.confidence == pytest.approx(0.995) and last.verdict == "inconclusive"
    probabilities = holm([0.001, 0.04, 0.02, 0.9], [0.05] * 4)
    assert probabilities == pytest.approx([0.05 / 4, 0.05 / 3, 0.05 / 3, 0.05 / 3])


def test_holm_keeps_the_error_of_a_file():
    """Ten claims whose truth lies on the limit: at most one file in twenty decides on any of them."""
    rng = np.random.default_rng(6)
    files = rng.random((4000, 10))
    wrong = [
        any(p <= level for p, level in zip(file, holm(file, [0.05] * 10), strict=True)) for file in files
    ]
    assert 0.035 <= np.mean(wrong) <= 0.06


def test_the_chance_at_which_a_claim_is_decided():
    for z in (0.5, 1.96, 4.0):
        edge = 2 * scipy.stats.norm.cdf(z) - 1
        assert p_value(lambda confidence, edge=edge: confidence < edge) == pytest.approx(1 - edge, rel=1e-6)
    assert p_value(lambda confidence: False) == 1 and p_value(lambda confidence: True) < 1e-14


def test_intervals_grow_beyond_what_the_draws_resolve():
    draws = np.random.default_rng(3).normal(size=(1, 2000))
    interval = Bootstrap(np.zeros(1), draws)
    for confidence in (0.9, 0.99, 0.9999):
        low, high = interval.bounds(confidence)
        z = scipy.stats.norm.ppf(0.5 + confidence / 2)
        assert high[0] == pytest.approx(z, rel=0.12) and low[0] == pytest.approx(-z, rel=0.12)
    draws[0, :100] = np.nan
    low, high = Bootstrap(np.zeros(1), draws).bounds(0.95)
    assert low[0] == -np.inf and high[0] == np.inf


def test_resamples_are_resamples():
    batches = list(resamples(30, seed=5, count=700))
    counts = np.concatenate([batch.counts for batch in batches])
    assert counts.shape == (700, 30) and (counts.sum(axis=1) == 30).all()
    assert counts.mean() == 1 and counts.var() == pytest.approx(1 - 1 / 30, rel=0.05)
    assert (jackknife(4).counts.sum(axis=0) == 3).all()
    low, high = Binomial(np.array([0.0, 1.0]), 10).bounds(0.95)
    assert low[0] == 0 and high[1] == 1 and high[0] == pytest.approx(1 - 0.025**0.1)


def test_many_replicates_are_drawn_in_blocks_of_equal_size():
    (batch,) = resamples(2500, seed=5, count=300)
    assert batch.counts.shape == (300, 1000) and (batch.counts.sum(axis=1) == 1000).all()
    assert sorted(batch.members) == list(range(2500)) and set(np.diff(batch.first)) == {2, 3}
    x = np.random.default_rng(1).normal(size=2500)
    each = batch.weigh(lambda values, counts: np.stack([counts.sum(axis=1), counts @ values], axis=1), x)
    assert batch.size.values == pytest.approx(each[:, 0])
    assert batch.sum(xr.DataArray(x, dims="replicate")).values == pytest.approx(each[:, 1])
    x[7] = np.inf
    drawn = batch.weigh(lambda values, counts: counts[:, 7] > 0, x)
    assert (np.isinf(batch.sum(xr.DataArray(x, dims="replicate")).values) == drawn).all()


@pytest.mark.parametrize("name", ["mean", "variance", "median"])
@pytest.mark.parametrize("replicates", [1500, 8000])
def test_blocks_leave_the_standard_error_as_it_is(name, replicates):
    # Sorted, because replicates may come in an order (a grid of starts): neighbours are not of one block.
    rng = np.random.default_rng(3)
    values = xr.DataArray(np.sort(rng.exponential(size=replicates)), dims="replicate")
    function = getattr(registry.load("statistics", name), name)
    blocks = np.concatenate([function(values, resample=batch) for batch in resamples(replicates, seed=4)])
    singly = Resample(rng.multinomial(replicates, np.ones(replicates) / replicates, size=800).astype(float))
    each = function(values, resample=singly).values
    assert blocks.mean() == pytest.approx(each.mean(), abs=0.2 * each.std())
    assert blocks.std() == pytest.approx(each.std(), rel=0.12)


def test_forty_thousand_replicates_are_quick():
    run = noisy(40_000, optimizers=("a", "b"))
    claims = [
        Claim(
            "variance(final(theta['a', 'x0'])) / variance(final(theta['b', 'x0']))", equals=1, tolerance=0.1
        ),
        Claim("mean(final(loss['a'])) - mean(final(loss['b']))", equals=0, tolerance=0.2),
    ]
    began = time.perf_counter()
    verdicts = judge(run, claims)
    assert time.perf_counter() - began < 15  # 1 s on an idle core
    assert [verdict.verdict for verdict in verdicts] == ["supported", "supported"]


# --- reports ----------------------------------------------------------------------------------------------


@pytest.fixture
def mixed(race):
    claims = [
        Claim("kappa", equals=19, id="good", text='Kappa is <19> & "so" on'),
        Claim("kappa", equals=1, id="bad"),
        Claim("steps_to(distance['gd'], 0)", at_least=1, id="open"),
        Claim("nonsense", equals=1, id="wrong"),
    ]
    return judge(race, claims)


def test_exit_codes(mixed):
    good, bad, open_, wrong = mixed
    assert exit_code([good]) == 0 and exit_code([]) == 0
    assert exit_code([good, bad, open_]) == 1
    assert exit_code([good, open_]) == 4
    assert exit_code([good, wrong, bad]) == 2
    assert exit_code([good], toothless=["good"]) == 1


def test_json_is_strict(mixed):
    rows = json.loads(to_json(mixed), parse_constant=pytest.fail)
    assert [row["verdict"] for row in rows] == ["supported", "refuted", "inconclusive", "error"]
    assert rows[0]["value"] == 19 and rows[2]["value"] == "inf" and rows[3]["value"] is None
    assert rows[1]["expectation"] == "equals 1" and rows[1]["message"] == "measured 19; expected 1"


def test_junit(mixed):
    text = to_junit(mixed, "a \x00 <suite>", {"no momentum": ["good"]})
    suite = ElementTree.fromstring(text)
    assert suite.attrib == {
        "name": "a ? <suite>",
        "tests": "5",
        "failures": "2",
        "errors": "1",
        "skipped": "1",
    }
    assert [case.get("name") for case in suite] == ["good", "bad", "open", "wrong", "no momentum: good"]
    assert "toothless" in suite[4][0].get("message")


def test_toothless_claims(mixed):
    control = Control(refutes=["good", "bad", "open", "wrong", "absent"])
    assert toothless_claims(control, mixed) == ["good", "open", "wrong", "absent"]
