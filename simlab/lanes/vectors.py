"""Lengths and distances of vectors given as rows; sums run in the order of the coordinates."""

from __future__ import annotations

from simlab.lanes.flags import inline
from simlab.lanes.ops import absolute, fma, is_finite, maximum, minimum, sqrt, where


@inline
def norm(rows):
    """Euclidean length of the vector in ``rows``."""
    total = rows[0] * rows[0]
    for i in range(1, len(rows)):
        total = fma(rows[i], rows[i], total)
    return sqrt(total)


@inline
def scaled_norm(rows):
    """``(scale, length)`` with |rows| = scale length: no square overflows or vanishes.

    The scale is the greatest magnitude of a coordinate, 1 for a vector of zeros. Rows that are not finite
    give a length that is not a number.
    """
    greatest = absolute(rows[0])
    for i in range(1, len(rows)):
        greatest = maximum(greatest, absolute(rows[i]))
    scale = where(greatest == 0.0, 1.0, greatest)
    total = 0.0 * rows[0]
    for i in range(len(rows)):
        part = rows[i] / scale
        total = fma(part, part, total)
    return scale, sqrt(total)


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
