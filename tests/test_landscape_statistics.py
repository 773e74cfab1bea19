"""Statistics of landscapes against their definitions on small planes and lines."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from simlab import registry
from simlab.statistics._errors import ClaimError, Undefined

SIDES = np.linspace(-1.0, 1.0, 5)


def statistic(name):
    return getattr(registry.load("statistics", name), name)


def plane(function):
    """``function`` over a plane, for two replicates, of which the second is three times the first."""
    x, y = np.meshgrid(SIDES, SIDES, indexing="ij")
    values = np.stack([function(x, y), 3 * function(x, y)])
    dims = ("replicate", "landscape_x", "landscape_y")
    return xr.DataArray(values, {"landscape_x": SIDES, "landscape_y": SIDES}, dims)


def line(values):
    return xr.DataArray(np.asarray(values, float), dims="landscape_x")


def test_the_mean_and_the_share_count_every_point_of_the_plane():
    bowl = plane(lambda x, y: x**2 + y)
    np.testing.assert_allclose(statistic("landscape_mean")(bowl), [0.5, 1.5], rtol=1e-15)
    np.testing.assert_allclose(statistic("landscape_share")(bowl > 0.9), [9 / 25, 14 / 25])
    assert statistic("landscape_share")(line([1, 2, 3, 4]) < 2.5) == 0.5


def test_a_point_that_is_not_a_number_makes_the_mean_none():
    assert np.isnan(statistic("landscape_mean")(line([1.0, np.nan])))
    assert np.isnan(statistic("roughness")(line([1.0, np.nan, 2.0])))


def test_the_range_counts_decades():
    valley = plane(lambda x, y: 10.0 ** (2 * x + y))
    np.testing.assert_allclose(statistic("landscape_range")(valley), [6.0, 6.0], rtol=1e-14)
    assert statistic("landscape_range")(line([0.0, 1.0])) == np.inf
    with pytest.raises(Undefined, match="below zero"):
        statistic("landscape_range")(line([-1.0, 1.0]))


def test_roughness_is_1_of_a_slope_2_of_a_valley_and_more_of_waves():
    roughness = statistic("roughness")
    assert roughness(line([1, 2, 4, 8])) == 1.0
    assert roughness(line([1, 0, 1])) == 2.0
    assert roughness(line([0, 1, 0, 1, 0])) == 4.0
    assert roughness(line([3, 3, 3])) == 0.0
    np.testing.assert_allclose(roughness(plane(lambda x, y: x**2 + 3 * y)), [1.5, 1.5], rtol=1e-15)


@pytest.mark.parametrize("name", ["landscape_mean", "landscape_share", "landscape_range", "roughness"])
def test_they_refuse_what_is_not_of_a_landscape(name):
    with pytest.raises(ClaimError, match="landscape"):
        statistic(name)(xr.DataArray([1.0, 2.0], dims="step"))


def test_a_share_is_of_a_comparison():
    with pytest.raises(ClaimError, match="needs a comparison"):
        statistic("landscape_share")(line([1, 2]))
