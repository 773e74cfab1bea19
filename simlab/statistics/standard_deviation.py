"""Standard deviation over replicates; reduces replicate."""

from __future__ import annotations

import xarray as xr

from simlab.statistics._resampling import Resample
from simlab.statistics.variance import variance

REDUCES = "replicate"


def standard_deviation(x: xr.DataArray, resample: Resample | None = None) -> xr.DataArray:
    """Square root of the unbiased variance, [..., replicate] -> [...], in the units of x.

    NaN for a single replicate or where one is not finite. With ``resample``, one value a resample.
    """
    # A resample of equal values may round to a variance just below zero.
    return variance(x, resample).clip(min=0.0) ** 0.5
