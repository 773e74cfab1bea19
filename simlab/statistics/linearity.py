"""How well a straight line describes a training curve (R squared); reduces step."""

from __future__ import annotations

import xarray as xr

from simlab.statistics._steps import window

REDUCES = "step"


def linearity(x: xr.DataArray, first: float | None = None, last: float | None = None) -> xr.DataArray:
    """R^2 = cov(x_t, t)^2 / (var(x_t) var(t)) over the records with ``first`` <= t <= ``last``.

    ``x`` [..., step] -> [...], between 0 and 1, no unit; NaN for a constant. Close to 1 together with little
    progress is the mark of a learning rate that is too low.

    Raises ``ClaimError`` if fewer than three records lie in the window.
    """
    x = window(x, first, last, "linearity", least=3)
    time = x["step"] - float(x["step"].mean())
    height = x - x.mean("step", skipna=False)
    covariance = (height * time).sum("step", skipna=False)
    return covariance**2 / ((height**2).sum("step", skipna=False) * float((time**2).sum()))
