"""Euclidean norm of the gradient at theta.

Formula
    sqrt(sum_i g_i^2). The squares are taken as they are: in float32 a norm below 1e-19 or above 1e19 is
    recorded with less precision, as zero, or as infinity.
"""

from __future__ import annotations

from simlab.lanes import fma, sqrt

LONG_NAME = "Euclidean norm of the gradient"
UNITS = "1"


def observe(gradient):
    """The norm of ``gradient`` [d rows] in every lane."""
    total = gradient[0] * gradient[0]
    for i in range(1, len(gradient)):
        total = fma(gradient[i], gradient[i], total)
    return sqrt(total)
