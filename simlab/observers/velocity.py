"""The last step itself, coordinate by coordinate: the velocity of the heavy ball, for any optimizer.

Formula
    v_t = theta_t - theta_{t-1}; 0 at step 0. For momentum in its velocity form v_t is the velocity p, up to
    the rounding of theta.
"""

from __future__ import annotations

LONG_NAME = "last step"
UNITS = "1"
DIMENSIONS = ("coordinate",)


def observe(out, theta, previous):
    """Write ``theta`` - ``previous`` to ``out`` [d rows each]."""
    for i in range(len(theta)):
        out[i] = theta[i] - previous[i]
