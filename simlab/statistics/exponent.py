"""Power with which something grows along a swept parameter; reduces that axis."""

from __future__ import annotations

import numpy as np
import xarray as xr

from simlab.statistics._axes import along
from simlab.statistics._errors import ClaimError

REDUCES = "axis"


def exponent(x: xr.DataArray, axis: str) -> xr.DataArray:
    """Slope of the least-squares line through ln x against ln(parameter), [..., axis] -> [...], no unit.

    x ~ parameter^exponent. NaN where x is not positive and finite along the whole axis.

    Raises ``ClaimError`` without such an axis, or unless it has two positive values or more.
    """
    at = x[along(x, axis, "exponent")]
    if at.size < 2 or float(at.min()) <= 0:
        raise ClaimError(f"exponent(...) needs two positive values of {axis} or more")
    across = np.log(at.astype(float))
    across = across - across.mean()
    height = np.log(x.where(x > 0))
    return (height * across).sum(axis, skipna=False) / float((across**2).sum())
