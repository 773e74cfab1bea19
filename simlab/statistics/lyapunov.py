"""Lyapunov exponent of a map, from its recorded derivative; reduces step."""

from __future__ import annotations

import numpy as np
import xarray as xr

from simlab.statistics._steps import window

REDUCES = "step"


def lyapunov(x: xr.DataArray, first: float | None = None, last: float | None = None) -> xr.DataArray:
    """Mean of ln|x_t| over ``first`` <= t <= ``last``, x the derivative of the map at the iterate.

    ``x`` [..., step] -> [...], per step: positive for chaos, negative for a cycle, -inf if superstable.
    Gradient descent in one dimension has x = 1 - alpha f''(theta), to be written in theta: on the quartic
    well ``lyapunov(1 - learning_rate * (3 * theta[0]**2 - 1), 100)``. An average over time needs no record of
    every step. With several coordinates take ``log(rate(norm(theta['a'] - theta['b']), first, last))`` of
    twins whose starts differ by 1e-9, while they are close.

    Raises ``ClaimError`` if no record lies in the window.
    Reference: J.-P. Eckmann and D. Ruelle, Reviews of Modern Physics 57 (1985), 617, section III.
    """
    return xr.DataArray(np.log(np.abs(window(x, first, last, "lyapunov")))).mean("step", skipna=False)
