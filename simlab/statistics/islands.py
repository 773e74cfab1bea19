"""How many connected regions of a grid of starts fulfil a condition; reduces replicate."""

from __future__ import annotations

import numpy as np
import xarray as xr

from simlab.statistics._errors import ClaimError
from simlab.statistics._places import coordinates
from simlab.statistics._resampling import Resample, replicated

REDUCES = "replicate"


def islands(condition: xr.DataArray, start: xr.DataArray, resample: Resample | None = None) -> xr.DataArray:
    """Number of connected regions of the grid ``start`` where ``condition`` holds, no unit.

    ``condition`` [..., replicate], ``start`` [..., replicate, coordinate] -> [...]. Neighbours are starts
    next to each other along one coordinate, not diagonally. ``islands(at(loss, step=0) < 0.5, start)`` counts
    the closed contours of that level: each has a minimum inside. A resample leaves the grid as it is.

    Raises ``ClaimError`` unless the starts are a complete grid, as ``[start] kind = "grid"`` makes it.
    """
    condition, start = replicated(condition, "islands"), replicated(coordinates(start, "islands"), "islands")
    result = xr.apply_ufunc(
        _regions,
        condition,
        start,
        input_core_dims=[["replicate"], ["replicate", "coordinate"]],
        vectorize=True,
    )
    return result if resample is None else result.expand_dims(resample=len(resample.counts))


def _regions(condition: np.ndarray, start: np.ndarray) -> float:
    """Regions of ``condition`` [replicate] over the points ``start`` [replicate, coordinate]."""
    from scipy.ndimage import label

    places = [np.unique(column, return_inverse=True) for column in start.T]
    shape = tuple(len(values) for values, _ in places)
    index = tuple(inverse for _, inverse in places)
    cells = np.ravel_multi_index(index, shape)
    if len(cells) != np.prod(shape) or len(np.unique(cells)) != len(cells):
        raise ClaimError('islands(...) needs a complete grid of starts, as [start] kind = "grid" makes it')
    held = np.zeros(shape, dtype=bool)
    held[index] = condition == 1.0
    return float(label(held)[1])
