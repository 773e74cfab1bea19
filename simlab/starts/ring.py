"""Starting points at equal angles on a circle in the plane, one replicate a point.

Formula
    theta_0 = centre + radius (cos phi_r, sin phi_r),  phi_r = phase + 2 pi r / count,  r = 0, ..., count - 1
Symbols
    ``centre`` the middle of the circle, one number a coordinate, or one for both; ``radius`` its radius;
    ``count`` how many points; ``phase`` the angle (radians) of replicate 0 from the first axis, against the
    clock. A phase that is no symmetry of the problem keeps the points off the borders between basins.
Reference
    None needed: it is a definition.
"""

from __future__ import annotations

import numpy as np

from simlab.errors import UsageError
from simlab.parameters import Parameter

PARAMETERS = {
    "centre": Parameter("middle of the circle", default=0.0, vector=True),
    "radius": Parameter("radius of the circle", minimum=0.0),
    "count": Parameter("points on the circle", minimum=1.0, integer=True),
    "phase": Parameter("angle of the first point, in radians", default=0.0),
}


def REPLICATES(centre, radius, count, phase) -> int:
    """How many points the ring has: it decides the replicates of the run."""
    return int(np.ravel(count)[0])


def points(dimension: int, centre, radius, count, phase) -> np.ndarray:
    """Every point of the ring.

    Parameters
    ----------
    dimension : int
        Coordinates of a point: 2.
    centre : number or [2]
        Middle of the circle.
    radius : number
        Its radius.
    count : number
        How many points, a whole number.
    phase : number
        Angle of the first point (radians).

    Returns
    -------
    [2, count] float64

    Raises
    ------
    UsageError
        If the problem has not two coordinates.
    """
    if dimension != 2:
        raise UsageError(
            f"ring start: a circle needs 2 coordinates, not {dimension}; 'sphere' takes any number"
        )
    angles = phase + 2.0 * np.pi * np.arange(int(count)) / count
    middle = np.asarray(centre, float).reshape(-1, 1)
    return middle + radius * np.stack([np.cos(angles), np.sin(angles)])
