"""Correlation of two quantities over replicates; reduces replicate."""

from __future__ import annotations

import numpy as np
import xarray as xr

from simlab.statistics._resampling import Resample, replicated

REDUCES = "replicate"


def correlation(x: xr.DataArray, y: xr.DataArray, resample: Resample | None = None) -> xr.DataArray:
    """Pearson's r = cov(x, y) / sqrt(var(x) var(y)), [..., replicate] -> [...], between -1 and 1, no unit.

    NaN where either is constant or not finite. With ``resample``, one value a resample.
    """
    x, y = xr.broadcast(replicated(x, "correlation"), replicated(y, "correlation"))
    # Moments about the mean of all replicates: no cancellation when the mean is large.
    x, y = (part - part.mean("replicate", skipna=False) for part in (x, y))
    draws = resample or Resample(np.ones((1, x.sizes["replicate"])))
    deviations = _variance(x, draws) * _variance(y, draws)
    covariance = draws.sum(x * y) / draws.size - draws.sum(x) * draws.sum(y) / draws.size**2
    result = covariance / deviations**0.5
    return result if resample else result.isel(resample=0)


def _variance(x: xr.DataArray, draws: Resample) -> xr.DataArray:
    """Variance of ``x`` in each of the ``draws``; NaN where it is nothing but rounding errors."""
    square = draws.sum(x * x) / draws.size
    variance = square - (draws.sum(x) / draws.size) ** 2
    return variance.where(variance > 1e-12 * square)
