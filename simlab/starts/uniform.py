"""Starting points drawn evenly from a box.

Formula
    theta_0 = low + (high - low) u,  u ~ U(0, 1) in each coordinate
Symbols
    ``low`` and ``high`` the corners of the box, one number a coordinate, or one for all coordinates.
Reference
    Lecture 4, section 4.2, random restarts.
"""

from __future__ import annotations

import numpy as np

from simlab.errors import UsageError
from simlab.parameters import Parameter

PARAMETERS = {
    "low": Parameter("lower corner of the box", vector=True),
    "high": Parameter("upper corner of the box", vector=True),
}


def points(uniforms: np.ndarray, dimension: int, count: int, low, high) -> np.ndarray:
    """``count`` points of the box.

    Parameters
    ----------
    uniforms : [dimension, count]
        Independent numbers from U(0, 1).
    dimension, count : int
        Coordinates of a point; number of points.
    low, high : number or [dimension]
        Corners of the box.

    Returns
    -------
    [dimension, count] float64

    Raises
    ------
    UsageError
        If ``low`` lies above ``high`` in a coordinate.
    """
    low, high = (np.asarray(corner, float).reshape(-1, 1) for corner in (low, high))
    if (low > high).any():
        raise UsageError("uniform start: low lies above high")
    return np.broadcast_to(low + (high - low) * uniforms, (dimension, count)).copy()
