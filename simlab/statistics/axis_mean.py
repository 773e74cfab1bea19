"""Mean along a swept parameter; reduces that axis."""

from __future__ import annotations

import xarray as xr

from simlab.statistics._axes import along

REDUCES = "axis"


def axis_mean(x: xr.DataArray, axis: str) -> xr.DataArray:
    """Sum of x along the swept ``axis`` over its number of values, [..., axis] -> [...], in the units of x.

    Every value of the sweep counts alike: over equal ratios it is the mean over the logarithm of the
    parameter. Infinite if a value is; NaN if one is NaN.

    Raises ``ClaimError`` without such an axis.
    """
    axis = along(x, axis, "axis_mean")
    return x.mean(axis, skipna=False)
