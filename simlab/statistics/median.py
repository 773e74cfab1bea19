"""Median over replicates; reduces replicate."""

from __future__ import annotations

import xarray as xr

from simlab.statistics._resampling import Resample
from simlab.statistics.quantile import quantile

REDUCES = "replicate"


def median(x: xr.DataArray, resample: Resample | None = None) -> xr.DataArray:
    """The quantile at 1/2, [..., replicate] -> [...], in the units of x.

    Unlike the mean it stays finite when fewer than half of the replicates never arrive (infinite steps).
    """
    return quantile(x, 0.5, resample)
