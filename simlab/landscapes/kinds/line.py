"""The straight line between two points of the run, and beyond them.

Points
    theta(a) = (1 - a) A + a B for a in the range; a = 0 is A and a = 1 is B.
Choices
    ``between`` the start A and the end B of a trajectory, or between the ends of one replicate and of the
    next (of the last one: and of the first). A barrier between two ends says that they lie in two basins.
Reference
    I. J. Goodfellow, O. Vinyals & A. M. Saxe (2015), Qualitatively characterizing neural network optimization
    problems, ICLR.
"""

from __future__ import annotations

import numpy as np

from simlab.landscapes.plane import Plane, Trajectory, unit_plane
from simlab.parameters import Option

AXES = 1
POINTS = 51
RANGE = (-0.5, 1.5)
OPTIONS = {
    "between": Option("the two points", choices=("start_and_end", "replicates"), default="start_and_end")
}


def plane(trajectory: Trajectory, between: str) -> Plane:
    """The line of one trajectory."""
    first, second = trajectory.start, trajectory.end
    if between == "replicates":
        first, second = trajectory.end, trajectory.next_end
    return unit_plane(first, np.array([second - first]))
