"""Value of a swept parameter at which something is smallest; reduces that axis."""

from __future__ import annotations

import xarray as xr

from simlab.statistics._axes import along
from simlab.statistics._errors import Undefined

REDUCES = "axis"


def argmin(x: xr.DataArray, axis: str) -> xr.DataArray:
    """The value on the swept ``axis`` whose x is smallest, [..., axis] -> [...], in that parameter's units.

    Always a value of the sweep: its spacing limits the accuracy. The first one of equals.

    Raises ``ClaimError`` without such an axis, ``Undefined`` if x is NaN along all of it.
    """
    axis = along(x, axis, "argmin")
    if bool(x.isnull().all(axis).any()):
        raise Undefined(f"argmin: nothing but NaN along {axis}")
    return x.idxmin(axis)
