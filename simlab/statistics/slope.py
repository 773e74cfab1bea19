"""Change of a quantity per step, from a straight line through its records; reduces step."""

from __future__ import annotations

import xarray as xr

from simlab.statistics._steps import window

REDUCES = "step"


def slope(x: xr.DataArray, first: float | None = None, last: float | None = None) -> xr.DataArray:
    """Slope of the least-squares line through x_t against t, over ``first`` <= t <= ``last``.

    ``x`` [..., step] -> [...], in the units of x per step; NaN where x is not finite throughout the window.
    ``slope(log(x))`` is the logarithm of ``rate(x)``.

    Raises ``ClaimError`` if fewer than two records lie in the window.
    """
    x = window(x, first, last, "slope", least=2)
    time = x["step"] - float(x["step"].mean())
    return (x * time).sum("step", skipna=False) / float((time**2).sum())
