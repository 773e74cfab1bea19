"""Lengths and distances of vectors given as rows; sums run in the order of the coordinates."""

from __future__ import annotations

from simlab.lanes.flags import inline
from simlab.lanes.ops import fma, is_finite, minimum, sqrt


@inline
def norm(rows):
    """Euclidean length of the vector in ``rows``."""
    total = rows[0] * rows[0]
    for i in range(1, len(rows)):
        total = fma(rows[i], rows[i], total)
    return sqrt(total)


@inline
def separation(a, b):
    """Euclidean distance between two vectors."""
    total = (a[0] - b[0]) * (a[0] - b[0])
    for i in range(1, len(a)):
        total = fma(a[i] - b[i], a[i] - b[i], total)
    return sqrt(total)


@inline
def nearest(theta, points):
    """Distance from ``theta`` to the nearest of ``points``, which follow each other in one set of rows."""
    dimension = len(theta)
    least = _squared_distance(theta, points, 0)
    for k in range(1, len(points) // dimension):
        least = minimum(least, _squared_distance(theta, points, k * dimension))
    return sqrt(least)


@inline
def _squared_distance(theta, points, first):
    total = (theta[0] - points[first]) * (theta[0] - points[first])
    for i in range(1, len(theta)):
        difference = theta[i] - points[first + i]
        total = fma(difference, difference, total)
    return total


@inline
def all_finite(rows):
    """Mask of the lanes in which every coordinate is finite."""
    mask = is_finite(rows[0])
    for i in range(1, len(rows)):
        mask = mask & is_finite(rows[i])
    return mask
