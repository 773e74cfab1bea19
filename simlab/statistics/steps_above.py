"""First step at which a quantity lies above a threshold; reduces step."""

from __future__ import annotations

import xarray as xr

from simlab.statistics._steps import recorded
from simlab.statistics.steps_to import steps_to

REDUCES = "step"


def steps_above(x: xr.DataArray, threshold: float) -> xr.DataArray:
    """First t with x_t > threshold, in steps; infinite where that never happens.

    ``x`` [..., step] -> [...]. The time to leave a saddle, or to diverge.

    Raises ``ClaimError`` if the records skip steps before the crossing.
    """
    mirrored = -recorded(x, "steps_above")
    mirrored.name, mirrored.attrs = x.name, {}  # a hit was declared for x, not for -x
    return steps_to(mirrored, -threshold)
