"""Starting points drawn evenly from the surface of a sphere: all at one distance, in every direction.

Formula
    theta_0 = centre + radius n / ||n||,  n ~ N(0, 1) in each coordinate
Symbols
    ``centre`` the middle, one number a coordinate, or one for all; ``radius`` the distance of every start
    from it. Gaussian coordinates prefer no direction, so that n / ||n|| is even over the sphere; in two
    coordinates it is a circle, in one the two points centre +- radius.
Reference
    M. E. Muller (1959), A note on a method for generating points uniformly on n-dimensional spheres,
    Communications of the ACM 2(4), 19-20.
"""

from __future__ import annotations

import numpy as np

from simlab.parameters import Parameter

PARAMETERS = {
    "centre": Parameter("middle of the sphere", default=0.0, vector=True),
    "radius": Parameter("distance of every start from the centre", minimum=0.0),
}


def points(normals: np.ndarray, centre, radius) -> np.ndarray:
    """One point of the sphere for each column of ``normals``.

    Parameters
    ----------
    normals : [dimension, count]
        Independent numbers from N(0, 1).
    centre : number or [dimension]
        Middle of the sphere.
    radius : number
        Its radius.

    Returns
    -------
    [dimension, count] float64
    """
    middle = np.asarray(centre, float).reshape(-1, 1)
    return middle + radius * (normals / np.linalg.norm(normals, axis=0))
