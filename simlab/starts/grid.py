"""Starting points on a regular grid over a box, for maps of basins.

Formula
    theta_0[i] = lower_i + k_i (upper_i - lower_i) / (shape_i - 1),  k_i = 0, ..., shape_i - 1
Symbols
    ``lower`` and ``upper`` the corners, both on the grid; ``shape`` how many points along each coordinate
    (with one point it is lower_i). The last coordinate varies fastest: replicate r of a 2-D grid is row
    r // shape_1 of the first coordinate and column r % shape_1 of the second.
Reference
    None needed: it is a definition.
"""

from __future__ import annotations

import math

import numpy as np

from simlab.errors import UsageError
from simlab.parameters import Parameter

PARAMETERS = {
    "lower": Parameter("lower corner of the box", vector=True),
    "upper": Parameter("upper corner of the box", vector=True),
    "shape": Parameter("points along each coordinate", minimum=1.0, integer=True, vector=True),
}


def REPLICATES(lower, upper, shape) -> int:
    """How many points the grid has: it decides the replicates of the run."""
    return math.prod(int(n) for n in np.ravel(shape))


def points(dimension: int, count: int, lower, upper, shape) -> np.ndarray:
    """Every point of the grid.

    Parameters
    ----------
    dimension, count : int
        Coordinates of a point; number of points, the product of ``shape``.
    lower, upper : number or [dimension]
        Corners of the box.
    shape : [dimension]
        Points along each coordinate.

    Returns
    -------
    [dimension, count] float64

    Raises
    ------
    UsageError
        If ``shape`` has not one entry a coordinate or does not have ``count`` points.
    """
    sides = [int(n) for n in np.ravel(shape)]
    if len(sides) != dimension:
        raise UsageError(f"grid start: shape has {len(sides)} entries for {dimension} coordinates")
    if math.prod(sides) != count:
        raise UsageError(f"grid start: shape {sides} has {math.prod(sides)} points, not {count} replicates")
    lower, upper = (np.broadcast_to(np.asarray(corner, float), dimension) for corner in (lower, upper))
    axes = [np.linspace(*side) for side in zip(lower, upper, sides, strict=True)]
    return np.stack([plane.ravel() for plane in np.meshgrid(*axes, indexing="ij")])
