"""Euclidean length over the coordinates; reduces coordinate."""

from __future__ import annotations

import numpy as np
import xarray as xr

from simlab.statistics._places import coordinates

REDUCES = "coordinate"


def norm(x: xr.DataArray) -> xr.DataArray:
    """sqrt(sum_i x_i^2), [..., coordinate] -> [...], in the units of x; NaN if a coordinate is NaN.

    ``norm(theta['a'] - theta['b'])`` is the distance of two optimizers; the logarithm of its ``rate``, for
    starts 1e-9 apart and while it is small, is their largest Lyapunov exponent.

    Raises ``ClaimError`` if x has no coordinates.
    """
    x = coordinates(x, "norm")
    largest = xr.DataArray(np.abs(x)).max("coordinate", skipna=False)
    # Squares of the whole range of float64 stay finite once divided by the largest.
    scale = largest.where((largest > 0) & np.isfinite(largest), 1.0)
    return scale * ((x / scale) ** 2).sum("coordinate", skipna=False) ** 0.5
