"""The sides of a landscape along which a statistic reduces."""

from __future__ import annotations

import xarray as xr

from simlab.statistics._errors import ClaimError

SIDES = ("landscape_x", "landscape_y")


def sides(x: xr.DataArray, statistic: str) -> list[str]:
    """The sides that ``x`` has; without any an error that names the ``statistic``."""
    found = [dim for dim in SIDES if dim in getattr(x, "dims", ())]
    if not found:
        raise ClaimError(f"{statistic}(...) needs a quantity of a [[landscape]], such as around_loss")
    return found
