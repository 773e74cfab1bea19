"""Contraction of a quantity per step, fitted to its logarithm; reduces step."""

from __future__ import annotations

import numpy as np
import xarray as xr

from simlab.statistics._steps import window

REDUCES = "step"


def rate(x: xr.DataArray, first: float | None = None, last: float | None = None) -> xr.DataArray:
    """exp(slope) of the least-squares line through ln x_t against t, over ``first`` <= t <= ``last``.

    ``x`` [..., step] -> [...], no unit: 0.9 means a tenth less a step, above 1 means growth. The loss of a
    quadratic contracts by the square of the distance's rate. NaN where x is not positive and finite
    throughout the window. For one deterministic run this is a plain number without an interval: the
    residuals of the line are the run's own dynamics, not noise.

    Raises ``ClaimError`` if fewer than two records lie in the window.
    """
    x = window(x, first, last, "rate", least=2)
    height = xr.DataArray(np.log(x.where(x > 0)))
    time = x["step"] - float(x["step"].mean())
    return xr.DataArray(np.exp((height * time).sum("step", skipna=False) / float((time**2).sum())))
