"""The coordinates of a vector quantity, checked."""

from __future__ import annotations

import xarray as xr

from simlab.statistics._errors import ClaimError


def coordinates(x: xr.DataArray, statistic: str) -> xr.DataArray:
    """``x`` itself, if it has coordinates; otherwise an error that names the ``statistic``."""
    if "coordinate" not in getattr(x, "dims", ()):
        raise ClaimError(f"{statistic}(...) needs a quantity with coordinates, such as final_theta['gd']")
    return x
