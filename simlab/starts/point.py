"""Every trajectory starts at the same point.

Formula
    theta_0 = at
Symbols
    ``at`` the point, one number a coordinate, or one number for all coordinates.
Reference
    None needed: it is a definition.
"""

from __future__ import annotations

import numpy as np

from simlab.parameters import Parameter

PARAMETERS = {"at": Parameter("the point", vector=True)}


def points(dimension: int, count: int, at) -> np.ndarray:
    """``count`` copies of the point.

    Parameters
    ----------
    dimension, count : int
        Coordinates of a point; number of points.
    at : number or [dimension]
        The point.

    Returns
    -------
    [dimension, count] float64
    """
    column = np.asarray(at, float).reshape(-1, 1)
    return np.broadcast_to(column, (dimension, count)).copy()
