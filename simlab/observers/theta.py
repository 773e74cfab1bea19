"""The iterate itself, coordinate by coordinate.

Formula
    theta_i; at step 0 it is the starting point.
"""

from __future__ import annotations

LONG_NAME = "iterate"
UNITS = "1"
DIMENSIONS = ("coordinate",)


def observe(out, theta):
    """Copy ``theta`` [d rows] to ``out`` [d rows]."""
    for i in range(len(theta)):
        out[i] = theta[i]
