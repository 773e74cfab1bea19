"""Period of the cycle in which a trajectory ends; reduces step."""

from __future__ import annotations

import numpy as np
import xarray as xr

from simlab.statistics._errors import ClaimError
from simlab.statistics._steps import every_step, window

REDUCES = "step"


def period(x: xr.DataArray, within: float = 1e-6, longest: int = 64) -> xr.DataArray:
    """Smallest p <= ``longest`` with |x_{t+p} - x_t| <= ``within`` over the last 2 ``longest`` steps.

    ``x`` [..., step] -> [...], in steps: 1 at a fixed point, 2 after the first period doubling, infinite if
    no such p exists (a longer cycle, chaos, noise, or not settled yet); NaN where x is not finite.

    Raises ``ClaimError`` unless ``longest`` is 1, 2, ... and the last 2 ``longest`` steps were all recorded.
    """
    if longest != int(longest) or longest < 1:
        raise ClaimError(f"period(...) looks for cycles of at most 1, 2, ... steps, not {longest}")
    longest = int(longest)
    x = window(x, None, None, "period", least=2 * longest).isel(step=slice(-2 * longest, None))
    x = every_step(x, "period").transpose(..., "step")
    values = x.values.astype(float)
    found = np.full(values.shape[:-1], np.inf)
    with np.errstate(invalid="ignore"):
        for p in range(longest, 0, -1):
            repeats = np.abs(values[..., p:] - values[..., :-p]).max(axis=-1) <= within
            found = np.where(repeats, p, found)
    found = np.where(np.isfinite(values).all(axis=-1), found, np.nan)
    return x.isel(step=0, drop=True).copy(data=found).assign_attrs(hits={})
