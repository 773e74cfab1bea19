"""Decades of a swept parameter that are nearly as good as its best value; reduces that axis."""

from __future__ import annotations

import xarray as xr

from simlab.statistics._axes import along
from simlab.statistics._errors import ClaimError, Undefined
from simlab.statistics._good import decades, nearly_best

REDUCES = "axis"
BRACKETS = True


def good_width(x: xr.DataArray, axis: str, within: float = 10.0, side: str = "middle") -> xr.DataArray:
    """Width of {x <= ``within`` * min x} along the swept ``axis``, [..., axis] -> [...], in decades.

    ``x`` is what tuning makes small, as the final loss against the learning rate: a wide region is easy to
    hit. The region ends between a good and a bad neighbour of the sweep; ``side`` "low" ends it at the good
    one, "high" at the bad one and "middle" at their geometric mean, and this bracket is the statistic's own
    interval. Regions apart from one another are added. What lies beyond the sweep is unknown and does not
    count: let the sweep reach bad values on both sides. Infinite and NaN values of x are never good, so that
    the width is 0 where all are.

    Raises ``ClaimError`` without such an axis, unless it has two positive values or more, or if ``within`` is
    below 1; ``Undefined`` if x is negative anywhere: a multiple of the best says nothing then.
    """
    axis = along(x, axis, "good_width")
    within = float(within)
    if not within >= 1.0:
        raise ClaimError(f"good_width(...) needs within = 1 or more, not {within:g}")
    if x.sizes[axis] < 2 or float(x[axis].min()) <= 0:
        raise ClaimError(f"good_width(...) needs two positive values of {axis} or more")
    if bool((x < 0).any()):
        raise Undefined("good_width: a quantity below zero has no best value to be within a factor of")
    ordered = x.sortby(axis).transpose(..., axis)
    width = decades(nearly_best(ordered.values, within), ordered[axis].values, side)
    return ordered.isel({axis: 0}, drop=True).copy(data=width)
