"""Mean over replicates; reduces replicate."""

from __future__ import annotations

import xarray as xr

from simlab.statistics._resampling import Resample, replicated

REDUCES = "replicate"


def mean(x: xr.DataArray, resample: Resample | None = None) -> xr.DataArray:
    """Sum of x over the replicates divided by their number, [..., replicate] -> [...], in the units of x.

    Infinite if a replicate is; NaN if one is NaN. With ``resample``, one value a resample.
    """
    x = replicated(x, "mean")
    return x.mean("replicate", skipna=False) if resample is None else resample.sum(x) / resample.size
