"""Statistics of dynamics and distributions against NumPy, SciPy and systems with known answers."""

from __future__ import annotations

import ast
from itertools import combinations

import numpy as np
import pytest
import scipy.stats
import xarray as xr

from simlab import registry
from simlab.statistics._errors import ClaimError
from simlab.statistics._resampling import Resample
from simlab.verdicts.language import Formula
from simlab.verdicts.measure import freeze, measure

RNG = np.random.default_rng(23)


def statistic(name):
    return getattr(registry.load("statistics", name), name)


def over_steps(values, steps=None):
    values = np.asarray(values, dtype=float)
    steps = np.arange(values.shape[-1]) if steps is None else np.asarray(steps)
    return xr.DataArray(values, {"step": steps}, ("replicate", "step")[-values.ndim :], "loss")


def over_replicates(values):
    return xr.DataArray(np.asarray(values), dims="replicate")


def points(values):
    values = np.asarray(values, dtype=float)
    return xr.DataArray(values, {"coordinate": ["x", "y"]}, ("replicate", "coordinate"))


def draws_of(counts):
    return Resample(np.asarray(counts, dtype=float), np.random.default_rng(0))


COUNTS = np.array([[1, 1, 1, 1, 1, 1], [0, 3, 0, 1, 0, 2], [6, 0, 0, 0, 0, 0]])


def drawn(values, counts):
    return np.repeat(values, counts, axis=0)


# --- over steps -------------------------------------------------------------------------------------------


def test_slope_and_step_exponent_are_least_squares():
    values = np.exp(RNG.normal(size=(2, 30)))
    x, t = over_steps(values), np.arange(30)
    np.testing.assert_allclose(statistic("slope")(x, 3, 20), np.polyfit(t[3:21], values[:, 3:21].T, 1)[0])
    fitted = np.polyfit(np.log(t[1:]), np.log(values[:, 1:]).T, 1)[0]
    np.testing.assert_allclose(statistic("step_exponent")(x), fitted)
    sparse = over_steps(3.0 * np.array([1, 10, 1000.0]) ** -1.5, [1, 10, 1000])
    assert statistic("step_exponent")(sparse) == pytest.approx(-1.5, rel=1e-12)
    assert np.isnan(statistic("step_exponent")(over_steps([1.0, 2.0, -1.0, 3.0])))
    with pytest.raises(ClaimError, match="step 1 or later"):
        statistic("step_exponent")(x, 0)
    with pytest.raises(ClaimError, match="2 records"):
        statistic("slope")(x, 29)


def test_step_correlation():
    a, b = RNG.normal(size=(2, 2, 20))
    expected = [np.corrcoef(one[4:], other[4:])[0, 1] for one, other in zip(a, b, strict=True)]
    np.testing.assert_allclose(statistic("step_correlation")(over_steps(a), over_steps(b), 4), expected)
    assert np.isnan(statistic("step_correlation")(over_steps(np.ones(9)), over_steps(a[0, :9])))


def test_window_and_delayed_line_up_with_change():
    x = over_steps(RNG.normal(size=(2, 9)), np.arange(9) * 5).assign_attrs(hits={1.0: xr.DataArray(3.0)})
    later, earlier = statistic("window")(x, 5), statistic("delayed")(x)
    assert later["step"].values.tolist() == earlier["step"].values.tolist()
    np.testing.assert_allclose(earlier + statistic("change")(x), later)
    np.testing.assert_array_equal(statistic("delayed")(x, 3).values, x.values[:, :-3])
    assert statistic("window")(x, 10, 20)["step"].values.tolist() == [10, 15, 20]
    for part in (later, earlier):
        assert not part.attrs.get("hits")
    for lag in (0, 1.5, 9):
        with pytest.raises(ClaimError, match="record"):
            statistic("delayed")(x, lag)


def test_lyapunov_exponent_of_the_logistic_map():
    x, path = np.array([0.2, 0.7, 0.41]), []
    for _ in range(20_000):
        path.append(x)
        x = 4 * x * (1 - x)
    path = over_steps(np.array(path).T)
    np.testing.assert_allclose(statistic("lyapunov")(4 - 8 * path, 100), np.log(2), atol=0.01)
    np.testing.assert_allclose(statistic("lyapunov")(over_steps([9.0, -0.5, 0.5, 0.5]), 1), np.log(0.5))
    with np.errstate(divide="ignore"):
        assert statistic("lyapunov")(over_steps([1.0, 0.0])) == -np.inf


@pytest.mark.parametrize(("r", "expected"), [(2.8, 1), (3.2, 2), (3.5, 4), (3.83, 3), (3.9, np.inf)])
def test_period_of_the_logistic_map(r, expected):
    x, path = 0.3, []
    for _ in range(3000):
        path.append(x)
        x = r * x * (1 - x)
    assert statistic("period")(over_steps(path)) == expected


def test_period_of_what_diverges_and_what_is_not_recorded():
    path = np.stack([np.tile([1.0, 2.0], 40), np.full(80, np.nan), np.full(80, np.inf)])
    np.testing.assert_array_equal(statistic("period")(over_steps(path), longest=3), [2, np.nan, np.nan])
    assert statistic("period")(over_steps(path[0]), 1.5, 40) == 1
    with pytest.raises(ClaimError, match="records or more"):
        statistic("period")(over_steps(path[0]), longest=41)
    with pytest.raises(ClaimError, match="every 1"):
        statistic("period")(over_steps(path[0], np.arange(80) * 2), longest=3)
    sparse_before = np.r_[np.arange(0, 60, 10), np.arange(60, 134)]
    assert statistic("period")(over_steps(path[0], sparse_before), longest=5) == 2
    with pytest.raises(ClaimError, match="cycles"):
        statistic("period")(over_steps(path[0]), longest=0)


# --- over coordinates -------------------------------------------------------------------------------------


def test_norm_and_near():
    values = RNG.normal(size=(5, 2))
    np.testing.assert_allclose(statistic("norm")(points(values)), np.linalg.norm(values, axis=1))
    extreme = points([[3e200, 4e200], [3e-200, 4e-200], [0, 0], [np.inf, 1], [np.nan, 1]])
    expected = [5e200, 5e-200, 0, np.inf, np.nan]
    np.testing.assert_allclose(statistic("norm")(extreme), expected, rtol=1e-14)
    part = statistic("norm")(points(values), first=1, last=1)
    np.testing.assert_allclose(part, np.abs(values[:, 1]))
    for outside in ((-1, 1), (1, 0), (0, 2), (0.5, 1)):
        with pytest.raises(ClaimError, match="they run from 0 to 1"):
            statistic("norm")(points(values), *outside)
    held = statistic("share")(points(values) > 0)
    np.testing.assert_allclose(held, (values > 0).mean(axis=1))
    with pytest.raises(ClaimError, match="needs a comparison"):
        statistic("share")(points(values))
    near = statistic("near")
    ends = points([[1, 2], [1.05, 2], [1, 2.2], [np.nan, 2]])
    np.testing.assert_array_equal(near(ends, within=0.1, x=1, y=2), [True, True, False, False])
    np.testing.assert_array_equal(near(ends, 0.1, x=1), [True, True, True, False])
    with pytest.raises(ClaimError, match=r"no coordinate 'z' \(there are x, y\)"):
        near(ends, 0.1, z=1)
    with pytest.raises(ClaimError, match="needs the place"):
        near(ends, 0.1)
    with pytest.raises(ClaimError, match="with coordinates"):
        near(over_replicates([1.0]), 0.1, x=1)


def test_distinct_counts_the_groups_drawn():
    ends = points([[0, 0], [3, 2], [0.01, 0], [3, 2.01], [-3, 1], [np.nan, 0]])
    distinct = statistic("distinct")
    assert distinct(ends, 0.1) == 3
    assert distinct(ends, 100.0) == 1
    np.testing.assert_array_equal(distinct(ends, 0.1, draws_of(COUNTS)), [3, 1, 1])
    assert distinct(ends.isel(coordinate=0), 0.1) == 3
    with pytest.raises(ClaimError, match="positive"):
        distinct(ends, 0.0)


def test_islands_counts_the_regions_of_a_grid():
    x, y = np.meshgrid(np.linspace(-2.0, 2.0, 41), np.linspace(-1.0, 1.0, 21), indexing="ij")
    start = points(np.column_stack([x.ravel(), y.ravel()]))
    wells = 1.0 - np.exp(-4.0 * ((x - 1) ** 2 + y**2)) - 0.6 * np.exp(-4.0 * ((x + 1) ** 2 + y**2))
    islands = statistic("islands")
    for level, count in [(-1.0, 0), (0.2, 1), (0.6, 2), (0.99, 1)]:
        assert islands(over_replicates(wells.ravel() < level), start) == count
    mixed = RNG.permutation(x.size)
    assert islands(over_replicates((wells < 0.6).ravel()[mixed]), start.isel(replicate=mixed)) == 2
    corners = points([[0, 0], [0, 1], [1, 0], [1, 1]])
    assert islands(over_replicates([True, False, False, True]), corners) == 2
    drawn = islands(over_replicates([True, False, False, True]), corners, draws_of(np.ones((3, 4))))
    np.testing.assert_array_equal(drawn, [2, 2, 2])
    with pytest.raises(ClaimError, match="complete grid"):
        islands(over_replicates([True, True, True]), points([[0, 0], [0, 1], [1, 0]]))


# --- over replicates --------------------------------------------------------------------------------------


def test_correlation_and_its_resamples():
    x = RNG.normal(loc=1e4, size=6)
    y = 0.5 * x + RNG.normal(size=6)
    correlation = statistic("correlation")
    a, b = over_replicates(x), over_replicates(y)
    assert correlation(a, b) == pytest.approx(np.corrcoef(x, y)[0, 1], rel=1e-9)
    resampled = correlation(a, b, draws_of(COUNTS))
    expected = [np.corrcoef(drawn(x, n), drawn(y, n))[0, 1] for n in COUNTS[:2]]
    np.testing.assert_allclose(resampled[:2], expected, rtol=1e-9)
    assert np.isnan(resampled[2])
    assert np.isnan(correlation(over_replicates(np.full(7, 0.1)), over_replicates(RNG.normal(size=7))))
    assert np.isnan(correlation(over_replicates([1.0, np.inf, 2.0]), over_replicates([1.0, 2.0, 3.0])))


@pytest.mark.parametrize("k", [1, 2, 3, 6])
def test_best_of_averages_over_all_choices(k):
    values = np.array([3.0, 1.0, 2.0, 2.0, 5.0, -1.0])
    best_of = statistic("best_of")

    def brute_force(values):
        return np.mean([min(chosen) for chosen in combinations(values, k)])

    assert best_of(over_replicates(values), k) == pytest.approx(brute_force(values), rel=1e-12)
    resampled = best_of(over_replicates(values), k, draws_of(COUNTS))
    np.testing.assert_allclose(resampled, [brute_force(drawn(values, n)) for n in COUNTS], rtol=1e-12)


def test_best_of_conditions_infinities_and_faults():
    best_of = statistic("best_of")
    lost = over_replicates(RNG.random(2000) > 0.525)
    assert 1 - best_of(lost, 4) == pytest.approx(1 - (1 - 0.525) ** 4, abs=0.03)
    never = over_replicates([1.0, 2.0, np.inf, np.inf])
    assert best_of(never, 3) == pytest.approx(np.mean([1, 1, 1, 2]))
    assert best_of(never, 2) == np.inf
    assert np.isnan(best_of(over_replicates([1.0, np.nan]), 1))
    for k in (0, 1.5, 5):
        with pytest.raises(ClaimError, match="1 to 4"):
            best_of(never, k)


def test_ks_distance_is_that_of_scipy():
    u = RNG.random((2, 50)) ** 1.3
    x = xr.DataArray(u, dims=("b", "replicate"))
    ks_distance = statistic("ks_distance")
    expected = [scipy.stats.kstest(row, "uniform").statistic for row in u]
    np.testing.assert_allclose(ks_distance(x), expected, rtol=1e-12)
    counts = np.random.default_rng(1).multinomial(50, np.full(50, 1 / 50), size=3)
    resampled = ks_distance(x, draws_of(counts)).transpose("b", "resample")
    expected = [[scipy.stats.kstest(drawn(row, n), "uniform").statistic for n in counts] for row in u]
    np.testing.assert_allclose(resampled, expected, rtol=1e-12)
    with pytest.raises(ClaimError, match="needs shares"):
        ks_distance(x + 1)
    assert np.isnan(ks_distance(over_replicates([0.1, np.nan])))


# --- in the language of claims ----------------------------------------------------------------------------


class Values(dict):
    def select(self, name, keys):
        return self[name]


@pytest.mark.parametrize(
    "text",
    [
        "probability(near(final_theta, within=1.5, x=0, y=0))",
        "1 - best_of(norm(final_theta) > 1, 4)",
        "ks_distance(1 - exp(-norm(final_theta)**2 / 2))",
        "correlation(final_theta, norm(final_theta))",
        "distinct(final_theta, 0.5)",
    ],
)
def test_claims_resample_what_depends_on_replicates(text):
    names = Values(final_theta=points(RNG.normal(size=(200, 2))))
    formula = Formula.read(text)
    assert formula.reduces_replicates
    value = measure(formula, names)
    assert "replicate" not in value.dims
    everyone = measure(formula, names, draws_of(np.ones((3, 200))))
    inside = freeze(formula, names)[0]
    assert "norm" not in {getattr(node, "id", "") for node in ast.walk(inside.tree)}
    if not text.startswith("probability"):
        xr.testing.assert_allclose(everyone.isel(resample=1), value)
