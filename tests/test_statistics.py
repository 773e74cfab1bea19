"""Every statistic against NumPy on small labelled arrays, and what each refuses."""

from __future__ import annotations

import ast

import numpy as np
import pytest
import xarray as xr

from simlab import registry
from simlab.statistics._errors import ClaimError, Undefined
from simlab.statistics._resampling import Resample

RNG = np.random.default_rng(11)


def statistic(name):
    return getattr(registry.load("statistics", name), name)


def over_steps(values, steps=None, name="loss"):
    values = np.asarray(values, dtype=float)
    steps = np.arange(values.shape[-1]) if steps is None else np.asarray(steps)
    dims = ("replicate", "step")[-values.ndim :]
    return xr.DataArray(values, {"step": steps}, dims, name)


def over_replicates(values, axis=None):
    values = np.asarray(values)
    if axis is None:
        return xr.DataArray(values, dims="replicate")
    return xr.DataArray(values, {"learning_rate": axis}, ("learning_rate", "replicate"))


def draws_of(counts):
    return Resample(np.asarray(counts, dtype=float), np.random.default_rng(0))


def drawn(values, counts):
    return np.repeat(values, np.asarray(counts, dtype=int))


@pytest.mark.parametrize("name", registry.names("statistics"))
def test_a_statistic_says_what_it_is_and_what_it_reduces(name):
    module = registry.load("statistics", name)
    summary = registry.summary("statistics", name)
    assert summary.endswith(".") and ("reduces" in summary or "keeps" in summary)
    assert module.REDUCES in ("step", "replicate", "axis", "coordinate", "landscape", "")
    assert statistic(name).__doc__
    tree = ast.parse((registry.folder("statistics") / f"{name}.py").read_text(encoding="utf-8"))
    public = [node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name[0] != "_"]
    assert public == [name]


@pytest.mark.parametrize("name", registry.names("statistics"))
def test_a_statistic_refuses_a_plain_number(name):
    arguments = {"quantile": (1.0, 0.5), "steps_to": (1.0, 0.5), "steps_above": (1.0, 0.5)}
    swept = ("threshold", "argmin", "axis_mean", "exponent", "good_width")
    arguments |= {name: (1.0, "learning_rate") for name in swept}
    two = ("correlation", "step_correlation", "best_of", "distinct", "islands", "near")
    arguments |= {name: (1.0, 2.0) for name in two}
    if name == "ratio":
        assert statistic(name)(6.0, 3.0) == 2.0
        return
    with pytest.raises(ClaimError):
        statistic(name)(*arguments.get(name, (1.0,)), **({"step": 1} if name == "at" else {}))


# --- over steps -------------------------------------------------------------------------------------------


def test_steps_to_is_the_first_step_strictly_below():
    x = over_steps([[8, 4, 2, 1, 0.5], [8, 8, 8, 8, 8], [0.1, 9, 9, 9, 9], [8, np.nan, 0.5, 9, 9]])
    np.testing.assert_array_equal(statistic("steps_to")(x, 1.0), [4, np.inf, 0, 2])
    np.testing.assert_array_equal(statistic("steps_above")(x, 8.5), [np.inf, np.inf, 1, 3])


def test_steps_to_refuses_records_that_skip_the_crossing():
    steps = [0, 1, 2, 10, 20]
    early = over_steps([4, 2, 0.5, 0.1, 0.1], steps)
    assert statistic("steps_to")(early, 1.0) == 2
    for values in ([8, 8, 8, 0.5, 0.1], [8, 8, 8, 8, 8]):
        with pytest.raises(ClaimError, match=r'record loss = "every 1", or declare a \[\[hit\]\]'):
            statistic("steps_to")(over_steps(values, steps), 1.0)
    with pytest.raises(ClaimError, match="every 1"):
        statistic("steps_to")(over_steps([0.5], [100]), 1.0)


def test_steps_to_takes_a_declared_hit():
    x = over_steps([8, 8, 0.5], [0, 10, 20]).assign_attrs(hits={1.0: xr.DataArray(17.0)})
    assert statistic("steps_to")(x, 1.0) == 17
    assert statistic("steps_to")(x, xr.DataArray(1.0)) == 17
    with pytest.raises(ClaimError):
        statistic("steps_to")(x, 0.9)
    for transformed in (statistic("change")(x), statistic("at")(x, step=20)):
        with pytest.raises(ClaimError):
            statistic("steps_to")(transformed, 1.0)
    with pytest.raises(ClaimError):
        statistic("steps_above")(x.assign_attrs(hits={-9.0: xr.DataArray(17.0)}), 9.0)
    swept = x.expand_dims(learning_rate=[0.1, 0.2])
    hits = xr.DataArray([3.0, 4.0], {"learning_rate": [0.1, 0.2]}, "learning_rate")
    chosen = statistic("at")(swept.assign_attrs(hits={1.0: hits}), learning_rate=0.2)
    assert statistic("steps_to")(chosen, 1.0) == 4


def test_final_maximum_and_minimum():
    values = RNG.normal(size=(3, 7))
    x = over_steps(values)
    np.testing.assert_array_equal(statistic("final")(x), values[:, -1])
    np.testing.assert_array_equal(statistic("maximum")(x), values.max(axis=1))
    np.testing.assert_array_equal(statistic("minimum")(x), values.min(axis=1))
    axis = xr.DataArray(values, {"momentum": [0.0, 0.5, 0.9]}, ("momentum", "replicate"))
    np.testing.assert_array_equal(statistic("maximum")(axis, "momentum"), values.max(axis=0))
    values[0, 0] = np.nan
    assert np.isnan(statistic("maximum")(over_steps(values))[0])


@pytest.mark.parametrize("factor", [0.5, 0.99, 1.2])
def test_rate_recovers_a_geometric_sequence(factor):
    x = over_steps(3.0 * factor ** np.arange(50))
    assert statistic("rate")(x) == pytest.approx(factor, rel=1e-12)
    assert statistic("rate")(x, 10, 20) == pytest.approx(factor, rel=1e-12)
    sparse = over_steps(3.0 * factor ** np.array([0, 3, 7, 30.0]), [0, 3, 7, 30])
    assert statistic("rate")(sparse) == pytest.approx(factor, rel=1e-12)


def test_rate_is_least_squares_and_undefined_where_the_logarithm_is():
    values = np.exp(RNG.normal(size=(2, 20)))
    slope = np.polyfit(np.arange(5, 16), np.log(values[:, 5:16]).T, 1)[0]
    np.testing.assert_allclose(statistic("rate")(over_steps(values), 5, 15), np.exp(slope), rtol=1e-10)
    values[0, 8] = 0.0
    assert np.isnan(statistic("rate")(over_steps(values), 5, 15)).values.tolist() == [True, False]
    with pytest.raises(ClaimError, match="2 records"):
        statistic("rate")(over_steps(values), 30, 40)


def test_time_mean_change_linearity_and_autocorrelation():
    values = RNG.normal(size=(2, 30))
    x = over_steps(values)
    np.testing.assert_allclose(statistic("time_mean")(x, 3, 9), values[:, 3:10].mean(axis=1))
    up = statistic("change")(x)
    np.testing.assert_allclose(up, np.diff(values))
    assert up["step"].values.tolist() == list(range(1, 30))
    np.testing.assert_allclose(statistic("time_mean")(up > 0), (np.diff(values) > 0).mean(axis=1))
    correlation = [np.corrcoef(np.arange(30), row)[0, 1] ** 2 for row in values]
    np.testing.assert_allclose(statistic("linearity")(x), correlation)
    centred = values - values.mean(axis=1, keepdims=True)
    expected = (centred[:, 2:] * centred[:, :-2]).sum(axis=1) / (centred**2).sum(axis=1)
    np.testing.assert_allclose(statistic("autocorrelation")(x, 2), expected)
    flips = over_steps((-0.9) ** np.arange(400.0))
    assert statistic("autocorrelation")(flips) == pytest.approx(-0.9, abs=0.01)
    with pytest.raises(ClaimError, match="every 1"):
        statistic("autocorrelation")(over_steps(values[0], np.arange(30) * 2))
    with pytest.raises(ClaimError, match="lag"):
        statistic("autocorrelation")(x, 0)


# --- over replicates --------------------------------------------------------------------------------------

COUNTS = np.array([[1, 1, 1, 1, 1, 1], [0, 3, 0, 1, 0, 2], [6, 0, 0, 0, 0, 0]])


@pytest.mark.parametrize(
    ("name", "function", "arguments"),
    [
        ("mean", np.mean, ()),
        ("median", np.median, ()),
        ("variance", lambda x: np.var(x, ddof=1), ()),
        ("standard_deviation", lambda x: np.std(x, ddof=1), ()),
        ("quantile", lambda x: np.quantile(x, 0.3), (0.3,)),
        ("quantile", np.max, (1.0,)),
    ],
)
def test_statistics_over_replicates_and_their_resamples(name, function, arguments):
    values = RNG.normal(loc=1e4, size=(2, 6))
    x = over_replicates(values, [0.1, 0.2])
    plain = statistic(name)(x, *arguments)
    assert plain.dims == ("learning_rate",)
    np.testing.assert_allclose(plain, [function(row) for row in values], rtol=1e-9)
    resampled = statistic(name)(x, *arguments, resample=draws_of(COUNTS)).transpose(
        "learning_rate", "resample"
    )
    expected = [[function(drawn(row, counts)) for counts in COUNTS] for row in values]
    np.testing.assert_allclose(resampled, expected, rtol=1e-9, atol=1e-9)


def test_infinite_replicates():
    x = over_replicates([1.0, 2.0, 3.0, np.inf, np.inf, np.inf])
    assert statistic("mean")(x) == np.inf
    assert statistic("median")(x) == np.inf
    assert statistic("quantile")(x, 0.4) == 3.0
    draws = draws_of(COUNTS)
    np.testing.assert_array_equal(statistic("mean")(x, resample=draws), [np.inf, np.inf, 1.0])
    np.testing.assert_array_equal(statistic("median")(x, resample=draws), [np.inf, np.inf, 1.0])
    both = over_replicates([1.0, -np.inf, 0, 0, 0, np.nan])
    np.testing.assert_array_equal(statistic("mean")(both, resample=draws), [np.nan, np.nan, 1.0])
    assert np.isnan(statistic("median")(both)) and np.isnan(statistic("variance")(both))


def test_probability_counts_and_never_claims_certainty():
    mask = over_replicates(np.array([True, False, True, True, False, True]))
    assert statistic("probability")(mask) == pytest.approx(4 / 6)
    draws = draws_of(COUNTS)
    np.testing.assert_allclose(statistic("probability")(mask, draws), [4 / 6, 3 / 6, 1.0])
    everywhere = over_replicates(np.ones(200, dtype=bool))
    many = Resample(np.ones((4000, 200)), np.random.default_rng(1))
    low = np.quantile(statistic("probability")(everywhere, many), 0.025)
    assert low == pytest.approx(0.025 ** (1 / 200), abs=0.002)  # the Clopper-Pearson limit
    assert np.quantile(statistic("probability")(~everywhere, many), 0.975) == pytest.approx(
        1 - low, abs=0.002
    )
    with pytest.raises(ClaimError, match="comparison"):
        statistic("probability")(over_replicates([0.2, 0.5]))
    with pytest.raises(ClaimError, match="between 0 and 1"):
        statistic("quantile")(mask, 1.5)


def test_no_replicates_is_an_error():
    with pytest.raises(ClaimError, match="no replicates"):
        statistic("mean")(over_replicates(np.empty(0)))


# --- over a sweep -----------------------------------------------------------------------------------------


def along(values, at, name="learning_rate"):
    return xr.DataArray(np.asarray(values), {name: at}, (name,))


def test_threshold_brackets_the_flip():
    threshold = statistic("threshold")
    linear = along([False, False, True, True], [1.0, 2.0, 3.0, 4.0])
    assert [float(threshold(linear, "learning_rate", side)) for side in ("low", "middle", "high")] == [
        2,
        2.5,
        3,
    ]
    geometric = along([True, False, False, False], [1.0, 4.0, 16.0, 64.0])
    assert threshold(geometric, "learning_rate") == pytest.approx(2.0)
    unsorted = along([True, False, False, True], [3.0, 1.0, 2.0, 4.0])
    assert threshold(unsorted, "learning_rate") == pytest.approx(2.5)
    shares = along([0.0, 0.4, 0.5, 1.0], [1.0, 2.0, 3.0, 4.0])
    assert threshold(shares, "learning_rate") == pytest.approx(2.5)


def test_threshold_fails_clearly():
    threshold = statistic("threshold")
    with pytest.raises(Undefined, match="never flips for learning_rate between 1 and 3"):
        threshold(along([True, True, True], [1.0, 2.0, 3.0]), "learning_rate")
    with pytest.raises(Undefined, match="flips 2 times"):
        threshold(along([True, False, True], [1.0, 2.0, 3.0]), "learning_rate")
    with pytest.raises(Undefined, match="never"):
        threshold(along([True], [1.0]), "learning_rate")
    with pytest.raises(ClaimError, match="did you mean 'learning_rate'"):
        threshold(along([True, False], [1.0, 2.0]), "learning_rat")


def test_threshold_per_replicate_and_per_resample():
    values = np.array([[False, False, True], [False, True, True]])
    x = xr.DataArray(values, {"b": [1.0, 2.0, 3.0]}, ("replicate", "b"))
    np.testing.assert_allclose(statistic("threshold")(x, "b"), [2.5, 1.5])
    x = x.rename(replicate="resample")
    x[0, 2] = False
    np.testing.assert_allclose(statistic("threshold")(x, "b"), [np.nan, 1.5])


def test_argmin_and_exponent():
    at = np.array([0.1, 0.2, 0.4, 0.8])
    values = np.array([[4.0, 3.0, 5.0, 9.0], [1.0, 2.0, 3.0, 4.0]])
    x = xr.DataArray(values, {"learning_rate": at}, ("replicate", "learning_rate"))
    np.testing.assert_array_equal(statistic("argmin")(x, "learning_rate"), [0.2, 0.1])
    with pytest.raises(Undefined, match="NaN"):
        statistic("argmin")(x * np.nan, "learning_rate")
    assert statistic("exponent")(along(5.0 * at**-1.5, at), "learning_rate") == pytest.approx(-1.5)
    assert np.isnan(statistic("exponent")(along([1.0, 0.0, 2.0, 3.0], at), "learning_rate"))
    with pytest.raises(ClaimError, match="positive"):
        statistic("exponent")(along([1.0, 2.0], [0.0, 1.0]), "learning_rate")


def test_axis_mean_counts_every_value_alike():
    values = np.array([[4.0, 3.0, 5.0, 8.0], [1.0, np.inf, 3.0, 4.0], [1.0, np.nan, 3.0, 4.0]])
    x = xr.DataArray(values, {"learning_rate": [0.1, 0.2, 0.4, 0.8]}, ("replicate", "learning_rate"))
    np.testing.assert_array_equal(statistic("axis_mean")(x, "learning_rate"), [5.0, np.inf, np.nan])
    with pytest.raises(ClaimError, match="no swept axis 'momentum'"):
        statistic("axis_mean")(x, "momentum")


def test_at_selects_and_lists_what_there_is():
    x = xr.DataArray(
        np.arange(6.0).reshape(2, 3),
        {"learning_rate": [0.1, 0.3], "step": [0, 5, 10]},
        ("learning_rate", "step"),
    )
    at = statistic("at")
    assert at(x, learning_rate=0.1 + 1e-12, step=10) == 2.0
    np.testing.assert_array_equal(at(x, step=5), [1, 4])
    with pytest.raises(ClaimError, match=r"no value 0\.2; it has 0\.1, 0\.3"):
        at(x, learning_rate=0.2)
    with pytest.raises(ClaimError, match="no axis 'momentum'"):
        at(x, momentum=0.2)
