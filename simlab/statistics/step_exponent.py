"""Power of the step with which a quantity grows or decays; reduces step."""

from __future__ import annotations

import numpy as np
import xarray as xr

from simlab.statistics._errors import ClaimError
from simlab.statistics._steps import window

REDUCES = "step"


def step_exponent(x: xr.DataArray, first: float = 1.0, last: float | None = None) -> xr.DataArray:
    """Slope of the least-squares line through ln x_t against ln t, over ``first`` <= t <= ``last``.

    ``x`` [..., step] -> [...], no unit: x ~ t^exponent, 1/2 for the distance of a random walk. NaN where x is
    not positive and finite throughout the window. Record on logarithmic steps to weigh decades alike.
    ``exponent`` is the same along a swept parameter.

    Raises ``ClaimError`` if ``first`` is below 1 or fewer than two records lie in the window.
    """
    if not first >= 1:
        raise ClaimError(f"step_exponent(...) starts at step 1 or later, not {first:g}")
    x = window(x, first, last, "step_exponent", least=2)
    time = np.log(x["step"].astype(float))
    time = time - float(time.mean())
    height = xr.DataArray(np.log(x.where(x > 0)))
    return (height * time).sum("step", skipna=False) / float((time**2).sum())
