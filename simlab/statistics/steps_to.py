"""First step at which a quantity lies below a threshold; reduces step."""

from __future__ import annotations

import numpy as np
import xarray as xr

from simlab.statistics._errors import ClaimError
from simlab.statistics._steps import recorded

REDUCES = "step"


def steps_to(x: xr.DataArray, threshold: float) -> xr.DataArray:
    """First t with x_t < threshold, in steps; infinite where that never happens.

    ``x`` [..., step] -> [...]. Exact or refused: the answer comes from a declared hit of the same quantity
    and threshold if there is one, else from records that lie one step apart up to the crossing.

    Raises ``ClaimError`` if the records skip steps before the crossing.
    """
    steps = recorded(x, "steps_to")["step"].values
    hit = x.attrs.get("hits", {}).get(_number(threshold))
    if hit is not None:
        return hit
    below = (x < threshold).transpose(..., "step")
    reached, first = below.any("step"), below.argmax("step")
    skipping = np.flatnonzero(np.diff(steps, prepend=-1) != 1)
    if skipping.size and bool((~reached | (first >= skipping[0])).any()):
        raise ClaimError(
            f"steps_to(...) needs every step up to the crossing: record {x.name or 'the quantity'} "
            '= "every 1", or declare a [[hit]] with this quantity and threshold'
        )
    return xr.where(reached, steps[first], np.inf)


def _number(threshold) -> float | None:
    return float(threshold) if np.size(threshold) == 1 else None
