"""Mean of a quantity over the recorded steps; reduces step."""

from __future__ import annotations

import xarray as xr

from simlab.statistics._steps import window

REDUCES = "step"


def time_mean(x: xr.DataArray, first: float | None = None, last: float | None = None) -> xr.DataArray:
    """Sum of x_t over the records with ``first`` <= t <= ``last``, divided by their number.

    ``x`` [..., step] -> [...], in the units of x; of a comparison, the fraction of steps at which it holds.

    Raises ``ClaimError`` if no record lies in the window.
    """
    return window(x, first, last, "time_mean").mean("step", skipna=False)
