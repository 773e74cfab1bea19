"""The step dimension of a recorded quantity, checked."""

from __future__ import annotations

import numpy as np
import xarray as xr

from simlab.statistics._errors import ClaimError


def recorded(x: xr.DataArray, statistic: str) -> xr.DataArray:
    """``x`` itself, if it has steps; otherwise an error that names the ``statistic``."""
    if "step" not in getattr(x, "dims", ()):
        raise ClaimError(f"{statistic}(...) needs a quantity recorded over steps, such as loss['gd']")
    return x


def window(x: xr.DataArray, first, last, statistic: str, least: int = 1) -> xr.DataArray:
    """Records of ``x`` with ``first`` <= step <= ``last`` (``None``: no bound); ``least`` or more."""
    steps = recorded(x, statistic)["step"].values
    inside = np.ones(steps.size, dtype=bool)
    if first is not None:
        inside &= steps >= float(first)
    if last is not None:
        inside &= steps <= float(last)
    if inside.sum() < least:
        bounds = f"from {'the start' if first is None else first} to {'the end' if last is None else last}"
        raise ClaimError(f"{statistic}(...) needs {least} records or more {bounds}, found {inside.sum()}")
    return x.isel(step=inside)


def every_step(x: xr.DataArray, statistic: str) -> xr.DataArray:
    """``x`` itself, if its records lie one step apart; otherwise an error that says how to record them."""
    steps = recorded(x, statistic)["step"].values
    if steps.size > 1 and np.any(np.diff(steps) != 1):
        raise ClaimError(f'{statistic}(...) needs every step: record {x.name or "the quantity"} = "every 1"')
    return x
