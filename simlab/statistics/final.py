"""Value of a quantity at the last step; reduces step."""

from __future__ import annotations

import xarray as xr

from simlab.statistics._steps import recorded

REDUCES = "step"


def final(x: xr.DataArray) -> xr.DataArray:
    """Value of x at the last recorded step, [..., step] -> [...], in the units of x.

    The last step of the run is always recorded; a trajectory that stopped earlier keeps its last value.
    """
    return recorded(x, "final").isel(step=-1, drop=True)
