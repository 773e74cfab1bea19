"""A plane of two random directions through a point of the run, normalised filter by filter.

Points
    theta(a, b) = center + a d1 + b d2 for a and b in the range.
Directions
    Standard normal numbers. With ``normalise = "filter"`` the weights into each unit of a network are scaled
    to the length that they have at the center, |d_unit| = |theta_unit|, and the directions leave biases,
    gains and shifts alone: the picture then does not change with the scale of the weights, to which a network
    of ReLU units is blind. With "layer" all weights of a layer are scaled together. With "none", and on a
    surface, which has no filters, each direction has length 1. All variants of one number of coordinates
    share the random numbers; each replicate has its own.
Reference
    H. Li, Z. Xu, G. Taylor, C. Studer & T. Goldstein (2018), Visualizing the loss landscape of neural nets,
    NeurIPS, section 4.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from simlab.landscapes.plane import Plane, Trajectory, unit_plane
from simlab.networks.architecture import Block
from simlab.parameters import Option

AXES = 2
POINTS = 25
RANGE = (-1.0, 1.0)
OPTIONS = {
    "center": Option("the point in the middle", choices=("end", "start"), default="end"),
    "normalise": Option(
        "what is scaled to its length at the center", choices=("filter", "layer", "none"), default="filter"
    ),
}


def plane(trajectory: Trajectory, center: str, normalise: str) -> Plane:
    """The plane of one trajectory."""
    middle = trajectory.start if center == "start" else trajectory.end
    directions = np.array([trajectory.normals(len(middle), number) for number in range(AXES)])
    for direction in directions:
        if normalise == "none" or not trajectory.blocks:
            direction /= np.sqrt((direction**2).sum())
        else:
            _as_long_as(direction, middle, trajectory.blocks, normalise)
    return unit_plane(middle, directions)


def _as_long_as(direction: np.ndarray, middle: np.ndarray, blocks: Sequence[Block], normalise: str) -> None:
    """Give each filter, or layer, of ``direction`` [coordinates] the length that it has at ``middle``."""
    kept = np.zeros(len(direction), bool)
    for part in _parts(blocks, normalise):
        kept[part] = True
        direction[part] *= np.sqrt((middle[part] ** 2).sum() / (direction[part] ** 2).sum())
    direction[~kept] = 0.0


def _parts(blocks: Sequence[Block], normalise: str) -> Iterator[slice]:
    """Where the weights of each unit, or of each layer, lie."""
    for block in blocks:
        if block.kind == "weight":
            size = block.inputs if normalise == "filter" else block.count
            for first in range(block.first, block.first + block.count, size):
                yield slice(first, first + size)
