"""Correlation of a quantity with itself some steps later; reduces step."""

from __future__ import annotations

import xarray as xr

from simlab.statistics._errors import ClaimError
from simlab.statistics._steps import every_step, window

REDUCES = "step"


def autocorrelation(
    x: xr.DataArray, lag: int = 1, first: float | None = None, last: float | None = None
) -> xr.DataArray:
    """sum_t (x_t - m)(x_{t+lag} - m) / sum_t (x_t - m)^2, m the mean over ``first`` <= t <= ``last``.

    ``x`` [..., step] -> [...], between -1 and 1, no unit. Negative for an oscillation, positive for slow
    fluctuations; NaN for a constant.

    Raises ``ClaimError`` unless every step of the window was recorded and it is longer than the lag.
    """
    if lag != int(lag) or lag < 1:
        raise ClaimError(f"autocorrelation(...) needs a lag of 1, 2, ... steps, not {lag}")
    lag = int(lag)
    x = every_step(window(x, first, last, "autocorrelation", least=lag + 2), "autocorrelation")
    deviation = (x - x.mean("step", skipna=False)).drop_vars("step")
    products = deviation.isel(step=slice(lag, None)) * deviation.isel(step=slice(None, -lag))
    return products.sum("step", skipna=False) / (deviation**2).sum("step", skipna=False)
