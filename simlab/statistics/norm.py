"""Euclidean length over the coordinates; reduces coordinate."""

from __future__ import annotations

import numpy as np
import xarray as xr

from simlab.statistics._errors import ClaimError
from simlab.statistics._places import coordinates

REDUCES = "coordinate"


def norm(x: xr.DataArray, first: float = 0, last: float | None = None) -> xr.DataArray:
    """sqrt(sum_i x_i^2), [..., coordinate] -> [...], in the units of x; NaN if a coordinate is NaN.

    ``first`` and ``last`` bound the coordinates by position from 0, both included: the weights of a layer of
    a network, say. ``norm(theta['a'] - theta['b'])`` is the distance of two optimizers; the logarithm of its
    ``rate``, for starts 1e-9 apart and while it is small, is their largest Lyapunov exponent.

    Raises ``ClaimError`` if x has no coordinates, or none from ``first`` to ``last``.
    """
    x = coordinates(x, "norm")
    count = x.sizes["coordinate"]
    last = count - 1 if last is None else last
    if not 0 <= first <= last < count or first != int(first) or last != int(last):
        raise ClaimError(
            f"norm(...): no coordinates from {first:g} to {last:g}; they run from 0 to {count - 1}"
        )
    x = x.isel(coordinate=slice(int(first), int(last) + 1))
    largest = xr.DataArray(np.abs(x)).max("coordinate", skipna=False)
    # Squares of the whole range of float64 stay finite once divided by the largest.
    scale = largest.where((largest > 0) & np.isfinite(largest), 1.0)
    return scale * ((x / scale) ** 2).sum("coordinate", skipna=False) ** 0.5
