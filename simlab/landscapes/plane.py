"""What a kind of landscape is given of a trajectory, and the line or plane that it answers with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from simlab.networks.architecture import Block


@dataclass(frozen=True)
class Trajectory:
    """One trajectory as a landscape sees it.

    ``start``, ``end``, ``next_end`` [coordinates] are its first and last point and the last point of the
    next replicate (of the last one, that of the first); ``path`` [records, coordinates] is what was recorded
    of it, if anything; ``blocks`` are the weights and vectors of a network, of a surface there are none.
    ``normals(count, number)`` gives the standard normal numbers [count] of a ``number``ed use.
    """

    start: np.ndarray
    end: np.ndarray
    next_end: np.ndarray
    path: np.ndarray
    blocks: Sequence[Block]
    normals: Callable[[int, int], np.ndarray]


@dataclass(frozen=True)
class Plane:
    """The points ``origin`` [coordinates] + sum_k position_k ``directions`` [axes, coordinates].

    A side from a to b of the table's ``range`` lies at ``low`` + a (``high`` - ``low``) to the same of b
    [axes]. ``explained`` [axes] is the share of the path's variance along each direction.
    """

    origin: np.ndarray
    directions: np.ndarray
    low: np.ndarray
    high: np.ndarray
    explained: np.ndarray = field(default_factory=lambda: np.empty(0))

    def positions(self, sides: np.ndarray) -> np.ndarray:
        """Where the numbers ``sides`` [points] of the range lie along each direction [axes, points]."""
        return self.low[:, None] + sides * (self.high - self.low)[:, None]

    def points(self, positions: np.ndarray) -> np.ndarray:
        """The points [coordinates, count] at ``positions`` [axes, count]."""
        found = np.repeat(self.origin[:, None], positions.shape[1], axis=1)
        for direction, along in zip(self.directions, positions, strict=True):
            found += direction[:, None] * along
        return found

    def projection(self, path: np.ndarray) -> np.ndarray:
        """Where a ``path`` [records, coordinates] lies in an orthonormal plane [axes, records]."""
        away = path - self.origin
        return np.array([(away * direction).sum(axis=1) for direction in self.directions])


def unit_plane(origin: np.ndarray, directions: np.ndarray) -> Plane:
    """A plane whose range counts in the ``directions`` themselves."""
    axes = len(directions)
    return Plane(origin, directions, np.zeros(axes), np.ones(axes))


Kind = Callable[[Trajectory, Mapping[str, str]], Plane]
