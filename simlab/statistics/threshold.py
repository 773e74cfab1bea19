"""Value of a swept parameter at which something starts or stops to hold; reduces that axis."""

from __future__ import annotations

import numpy as np
import xarray as xr

from simlab.statistics._axes import along
from simlab.statistics._errors import Undefined

REDUCES = "axis"
BRACKETS = True


def threshold(x: xr.DataArray, axis: str, side: str = "middle") -> xr.DataArray:
    """Where ``x`` flips along the swept ``axis``, [..., axis] -> [...], in the units of that parameter.

    ``x`` is a comparison, or a probability that counts as true from 1/2 on. The flip lies between two
    neighbours of the sweep, a and b: ``side`` "low" gives a, "high" b, and "middle" their mean, geometric
    when the sweep is closer to geometric than to linear. The bracket [a, b] is the statistic's own interval.

    Raises ``ClaimError`` without such an axis, ``Undefined`` if x never flips or flips more than once;
    within a bootstrap such a draw is NaN instead.
    """
    axis = along(x, axis, "threshold")
    x = x.sortby(axis)
    at = x[axis].values
    holds = (x if x.dtype == bool else x >= 0.5).transpose(..., axis)
    flips = holds.values[..., 1:] != holds.values[..., :-1]
    count, position = flips.sum(axis=-1), flips.argmax(axis=-1) if flips.shape[-1] else 0
    if "resample" not in x.dims and np.any(count != 1):
        found = int(count[count != 1].flat[0])
        trouble = "never flips" if found == 0 else f"flips {found} times, not once,"
        raise Undefined(f"threshold: {trouble} for {axis} between {at.min():g} and {at.max():g}")
    low, high = at[position], at[np.minimum(position + 1, at.size - 1)]
    middle = np.sqrt(low * high) if _geometric(at) else 0.5 * (low + high)
    value = np.where(count == 1, {"low": low, "middle": middle, "high": high}[side], np.nan)
    rest = holds.isel({axis: 0}, drop=True)
    return rest.copy(data=value).rename(axis)


def _geometric(at: np.ndarray) -> bool:
    """Whether ratios of neighbours are more alike than their differences."""
    if at.size < 3 or at.min() <= 0:
        return False
    differences, ratios = np.diff(at), np.diff(np.log(at))
    return bool(ratios.std() / ratios.mean() < differences.std() / differences.mean())
