"""Correlation of two quantities over the recorded steps; reduces step."""

from __future__ import annotations

import xarray as xr

from simlab.statistics._steps import window

REDUCES = "step"


def step_correlation(
    x: xr.DataArray, y: xr.DataArray, first: float | None = None, last: float | None = None
) -> xr.DataArray:
    """Pearson's r of x_t and y_t over the records with ``first`` <= t <= ``last``.

    ``x``, ``y`` [..., step] -> [...], between -1 and 1, no unit; NaN where either is constant or not finite.

    Raises ``ClaimError`` if fewer than three records lie in the window.
    """
    x, y = (window(part, first, last, "step_correlation", least=3) for part in (x, y))
    x, y = (part - part.mean("step", skipna=False) for part in (x, y))
    squares = (x**2).sum("step", skipna=False) * (y**2).sum("step", skipna=False)
    return (x * y).sum("step", skipna=False) / squares.where(squares > 0) ** 0.5
