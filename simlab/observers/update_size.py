"""Euclidean length of the last step.

Formula
    |theta_t - theta_{t-1}| = sqrt(sum_i (theta_t,i - theta_{t-1},i)^2); 0 at step 0. The squares are
    taken as they are: in float32 a length below 1e-19 or above 1e19 is recorded with less precision, as
    zero, or as infinity.
"""

from __future__ import annotations

from simlab.lanes import fma, sqrt

LONG_NAME = "length of the last step"
UNITS = "1"


def observe(theta, previous):
    """The distance of ``theta`` from ``previous`` [d rows each] in every lane."""
    change = theta[0] - previous[0]
    total = change * change
    for i in range(1, len(theta)):
        change = theta[i] - previous[i]
        total = fma(change, change, total)
    return sqrt(total)
