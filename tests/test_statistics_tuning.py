"""The width of the good region of a swept parameter: against loops over its gaps, and in a claim."""

from __future__ import annotations

import math

import numpy as np
import pytest
import xarray as xr
from tiny import BOWL, ran

from simlab.statistics._errors import ClaimError, Undefined
from simlab.statistics._good import decades, nearly_best, runs
from simlab.statistics.good_width import good_width

RATES = [0.001, 0.01, 0.1, 1.0, 10.0]


def along(values, at=RATES, dims=("learning_rate",)):
    return xr.DataArray(np.asarray(values, dtype=float), {"learning_rate": at}, dims)


def naive(values, at, within, side):
    """Width of the good region by a loop over neighbours, in plain Python."""
    pairs = sorted(zip(at, values, strict=True))
    best = min((q for _, q in pairs if math.isfinite(q)), default=math.inf)
    good = [int(math.isfinite(q) and q <= within * best) for _, q in pairs]
    total = 0.0
    for i in range(len(pairs) - 1):
        share = {0: 0.0, 1: {"low": 0.0, "middle": 0.5, "high": 1.0}[side], 2: 1.0}[good[i] + good[i + 1]]
        total += share * math.log10(pairs[i + 1][0] / pairs[i][0])
    return total


def test_the_region_ends_half_way_to_the_bad_neighbours():
    x = along([100.0, 5.0, 1.0, 10.0, np.inf])
    sides = [float(good_width(x, "learning_rate", 10.0, side)) for side in ("low", "middle", "high")]
    assert sides == pytest.approx([2.0, 3.0, 4.0])
    assert float(good_width(x, "learning_rate")) == pytest.approx(3.0)
    assert float(good_width(x, "learning_rate", 1.0)) == pytest.approx(1.0)
    assert good_width(x, "learning_rate").dims == ()


def test_the_ends_of_the_sweep_cut_the_region():
    x = along([1.0, 2.0, 100.0, 100.0, 100.0])
    sides = [float(good_width(x, "learning_rate", 10.0, side)) for side in ("low", "middle", "high")]
    assert sides == pytest.approx([1.0, 1.5, 2.0])
    assert float(good_width(along([1.0] * 5), "learning_rate")) == pytest.approx(4.0)


@pytest.mark.parametrize("side", ["low", "middle", "high"])
@pytest.mark.parametrize("within", [1.0, 3.0, 100.0])
def test_every_row_against_a_loop(side, within):
    rng = np.random.default_rng(5)
    at = rng.permutation(np.sort(10.0 ** rng.uniform(-5, 2, 12)))
    values = 10.0 ** rng.uniform(-4, 2, (6, 12))
    values[0], values[1, 3:], values[2, ::2], values[3, 5] = np.nan, np.inf, np.nan, 0.0
    found = good_width(along(values, at, ("replicate", "learning_rate")), "learning_rate", within, side)
    assert found.dims == ("replicate",)
    np.testing.assert_allclose(found, [naive(row, at, within, side) for row in values], atol=1e-12)


def test_runs_have_the_width_that_is_counted():
    at = np.array(RATES)
    for bits in range(32):
        good = np.array([bool(bits >> i & 1) for i in range(5)])
        found = runs(good, at)
        assert sum(math.log10(high / low) for low, high in found) == pytest.approx(float(decades(good, at)))
        assert all(any(low <= rate <= high for low, high in found) for rate in at[good])
        assert not any(low < rate < high for low, high in found for rate in at[~good])
    assert runs(np.array([True, False, False, True, True]), at) == [
        (0.001, pytest.approx(10.0**-2.5)),
        (pytest.approx(10.0**-0.5), 10.0),
    ]


def test_what_is_lost_is_never_good():
    assert not nearly_best(np.array([np.inf, np.nan, np.inf]), 10.0).any()
    assert nearly_best(np.array([0.0, 1e-300, np.nan]), 10.0).tolist() == [True, False, False]
    assert float(good_width(along([np.inf] * 5), "learning_rate")) == 0.0


def test_it_fails_clearly():
    x = along([1.0] * 5)
    with pytest.raises(ClaimError, match="no swept axis 'learning_rat' here, did you mean 'learning_rate'"):
        good_width(x, "learning_rat")
    with pytest.raises(ClaimError, match=r"within = 1 or more, not 0\.5"):
        good_width(x, "learning_rate", 0.5)
    with pytest.raises(ClaimError, match="within = 1 or more"):
        good_width(x, "learning_rate", float("nan"))
    with pytest.raises(ClaimError, match="two positive values"):
        good_width(along([1.0, 2.0], [0.0, 1.0]), "learning_rate")
    with pytest.raises(ClaimError, match="two positive values"):
        good_width(along([1.0], [1.0]), "learning_rate")
    with pytest.raises(Undefined, match="below zero"):
        good_width(along([1.0, -1.0, 1.0, 1.0, 1.0]), "learning_rate")


SWEPT = (
    BOWL.split("[[claim]]")[0].replace("replicates = 12", "replicates = 20")
    + """
[[sweep]]
parameter = "optimizer.gd.learning_rate"
log = { from = 0.001, to = 1.0, count = 25 }

[[claim]]
id = "width"
text = "The good region is wide"
statistic = "good_width(median(max(final(loss['gd']), 1e-3)), 'learning_rate')"
EXPECTED
"""
)


@pytest.mark.parametrize(
    ("expected", "verdict"), [("at_least = 0.1", "supported"), ("at_least = 2.9", "refuted")]
)
def test_a_claim_measures_it_with_its_bracket(tmp_path, kernels, expected, verdict):
    text = SWEPT.replace("EXPECTED", expected)
    (judged,) = ran(tmp_path, text).verdicts
    assert judged.verdict == verdict
    assert judged.low < judged.value < judged.high
