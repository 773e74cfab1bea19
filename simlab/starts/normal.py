"""Starting points drawn from a Gaussian with independent coordinates.

Formula
    theta_0 = mean + std n,  n ~ N(0, 1) in each coordinate
Symbols
    ``mean`` the centre and ``std`` the standard deviation, one number a coordinate, or one for all.
Reference
    Lecture 4, section 4.3, on breaking symmetry by random initial weights.
"""

from __future__ import annotations

import numpy as np

from simlab.parameters import Parameter

PARAMETERS = {
    "mean": Parameter("centre", default=0.0, vector=True),
    "std": Parameter("standard deviation", default=1.0, minimum=0.0, vector=True),
}


def points(normals: np.ndarray, dimension: int, count: int, mean, std) -> np.ndarray:
    """``count`` points of the Gaussian.

    Parameters
    ----------
    normals : [dimension, count]
        Independent numbers from N(0, 1).
    dimension, count : int
        Coordinates of a point; number of points.
    mean, std : number or [dimension]
        Centre and standard deviation.

    Returns
    -------
    [dimension, count] float64
    """
    mean, std = (np.asarray(moment, float).reshape(-1, 1) for moment in (mean, std))
    return np.broadcast_to(mean + std * normals, (dimension, count)).copy()
