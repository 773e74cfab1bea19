"""Decades between the lowest and the highest value of a landscape; reduces the landscape."""

from __future__ import annotations

import numpy as np
import xarray as xr

from simlab.statistics._errors import Undefined
from simlab.statistics._landscape import sides

REDUCES = "landscape"


def landscape_range(x: xr.DataArray) -> xr.DataArray:
    """Logarithm to base 10 of the largest over the smallest ``x`` [..., landscape] -> [...], in decades.

    Infinite where x is 0 somewhere or overflows, NaN where it is NaN.

    Raises ``ClaimError`` if x is not of a landscape, ``Undefined`` if it is negative anywhere.
    """
    dims = sides(x, "landscape_range")
    if bool((x < 0).any()):
        raise Undefined("landscape_range: a quantity below zero has no decades")
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = (xr.apply_ufunc(np.log10, end(dims, skipna=False)) for end in (x.min, x.max))
        return high - low
