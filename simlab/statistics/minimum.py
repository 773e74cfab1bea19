"""Smallest value of a quantity over steps, or along a swept axis; reduces step or that axis."""

from __future__ import annotations

import xarray as xr

from simlab.statistics._axes import along
from simlab.statistics._steps import recorded

REDUCES = "step"


def minimum(x: xr.DataArray, axis: str | None = None) -> xr.DataArray:
    """Smallest x over the recorded steps, or over the swept ``axis`` if one is named, in the units of x.

    ``x`` [..., step] -> [...]; NaN if any value is NaN.

    Raises ``ClaimError`` if x has no such dimension.
    """
    dim = "step" if axis is None else along(x, axis, "minimum")
    return (recorded(x, "minimum") if axis is None else x).min(dim, skipna=False)
