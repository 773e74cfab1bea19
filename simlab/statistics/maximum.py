"""Largest value of a quantity over steps, or along a swept axis; reduces step or that axis."""

from __future__ import annotations

import xarray as xr

from simlab.statistics._axes import along
from simlab.statistics._steps import recorded

REDUCES = "step"


def maximum(x: xr.DataArray, axis: str | None = None) -> xr.DataArray:
    """Largest x over the recorded steps, or over the swept ``axis`` if one is named, in the units of x.

    ``x`` [..., step] -> [...]; NaN if any value is NaN.

    Raises ``ClaimError`` if x has no such dimension.
    """
    dim = "step" if axis is None else along(x, axis, "maximum")
    return (recorded(x, "maximum") if axis is None else x).max(dim, skipna=False)
