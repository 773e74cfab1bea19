"""Starting points that are listed one by one.

Formula
    theta_0 of replicate r = points[r mod n]
Symbols
    ``points`` the n points, each of one number a coordinate; ``repeats`` how many replicates start from
    each, for runs with noise. The replicates go through the list once, then once more, and so on.
Reference
    None needed: it is a definition.
"""

from __future__ import annotations

import numpy as np

from simlab.errors import UsageError
from simlab.parameters import Parameter

PARAMETERS = {
    "points": Parameter("the points", vector=True, entries="points"),
    "repeats": Parameter("replicates from each point", default=1.0, minimum=1.0, integer=True),
}


def REPLICATES(points, repeats) -> int:
    """As many as there are points, ``repeats`` times: it decides the replicates of the run."""
    return len(points) * int(np.ravel(repeats)[0])


def points(dimension: int, count: int, points) -> np.ndarray:
    """``count`` points, the list from its beginning as often as needed.

    Parameters
    ----------
    dimension, count : int
        Coordinates of a point; number of points wanted.
    points : [n][dimension]
        The list.

    Returns
    -------
    [dimension, count] float64

    Raises
    ------
    UsageError
        If a point has not ``dimension`` coordinates.
    """
    for position, point in enumerate(points):
        if len(point) != dimension:
            raise UsageError(f"list start: point {position} has {len(point)} coordinates, not {dimension}")
    columns = np.array(points, float).T
    return np.ascontiguousarray(columns[:, np.arange(count) % len(points)])
