"""A quantity as it was some records earlier; keeps step."""

from __future__ import annotations

import xarray as xr

from simlab.statistics._errors import ClaimError
from simlab.statistics._steps import window

REDUCES = ""


def delayed(x: xr.DataArray, lag: int = 1) -> xr.DataArray:
    """x_{k - lag} labelled with the step of record k, [..., step] -> [..., step], ``lag`` records fewer.

    In the units of x. ``delayed(x) + change(x)`` is x again from the second record on, so that
    ``delayed`` and ``change`` together write any law of theta and its last move.

    Raises ``ClaimError`` unless ``lag`` is 1, 2, ... and there are more records than that.
    """
    if lag != int(lag) or lag < 1:
        raise ClaimError(f"delayed(...) needs a lag of 1, 2, ... records, not {lag}")
    lag = int(lag)
    x = window(x, None, None, "delayed", least=lag + 1)
    earlier = x.isel(step=slice(None, -lag)).assign_coords(step=x["step"].values[lag:])
    earlier.attrs = {}  # a hit was declared for x, not for its past
    return earlier
