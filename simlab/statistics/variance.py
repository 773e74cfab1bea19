"""Unbiased variance over replicates; reduces replicate."""

from __future__ import annotations

import xarray as xr

from simlab.statistics._resampling import Resample, replicated

REDUCES = "replicate"


def variance(x: xr.DataArray, resample: Resample | None = None) -> xr.DataArray:
    """Estimate sum (x - m)^2 / (n - 1), m the mean, [..., replicate] -> [...], in the units of x squared.

    NaN for a single replicate or where one is not finite. With ``resample``, one value a resample.
    """
    x = replicated(x, "variance")
    if resample is None:
        return x.var("replicate", ddof=1, skipna=False)
    # Moments about the mean of all replicates: no cancellation when the mean is large.
    deviation = x - x.mean("replicate", skipna=False)
    size = resample.size
    return (resample.sum(deviation**2) - resample.sum(deviation) ** 2 / size) / (size - 1.0)
