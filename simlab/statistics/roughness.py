"""How often a landscape goes up and down; reduces the landscape."""

from __future__ import annotations

import numpy as np
import xarray as xr

from simlab.statistics._landscape import sides

REDUCES = "landscape"


def roughness(x: xr.DataArray) -> xr.DataArray:
    """Mean over all rows and columns of sum |x_(i+1) - x_i| / (max x - min x), [..., landscape] -> [...].

    It has no unit: 1 where every row and column only rises or falls, at most 2 where each has one valley, and
    more the more they go up and down; 0 of a row that does not change. Points closer together see finer
    roughness. NaN if any point is not finite.

    Raises ``ClaimError`` if x is not of a landscape.
    """
    found = sides(x, "roughness")
    ways = [_way(x, side).mean([dim for dim in found if dim != side], skipna=False) for side in found]
    return sum(ways[1:], ways[0]) / len(ways)


def _way(x: xr.DataArray, side: str) -> xr.DataArray:
    """The way up and down along ``side`` over the height between, of each row."""
    rows = x.transpose(..., side)
    with np.errstate(invalid="ignore", divide="ignore"):
        way = np.abs(np.diff(rows.values, axis=-1)).sum(axis=-1)
        height = rows.values.max(axis=-1) - rows.values.min(axis=-1)
        return rows.isel({side: 0}, drop=True).copy(data=np.where(height == 0.0, 0.0, way / height))
