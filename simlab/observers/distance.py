"""Euclidean distance of theta from the nearest global minimum.

Formula
    min_k sqrt(sum_i (theta_i - optimum_ki)^2). The squares are taken as they are: in float32 a distance
    below 1e-19 is recorded as less than it is, or as zero.
"""

from __future__ import annotations

from simlab.lanes import fma, minimum, sqrt

LONG_NAME = "distance to the nearest global minimum"
UNITS = "1"


def observe(theta, optima):
    """The distance of ``theta`` [d rows] from the nearest of ``optima`` [k * d rows] in every lane."""
    d = len(theta)
    offset = theta[0] - optima[0]
    nearest = offset * offset
    for i in range(1, d):
        offset = theta[i] - optima[i]
        nearest = fma(offset, offset, nearest)
    for first in range(d, len(optima), d):
        offset = theta[0] - optima[first]
        square = offset * offset
        for i in range(1, d):
            offset = theta[i] - optima[first + i]
            square = fma(offset, offset, square)
        nearest = minimum(nearest, square)
    return sqrt(nearest)
