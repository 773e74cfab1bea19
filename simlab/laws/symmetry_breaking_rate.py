"""Growth of the difference of two nearly equal hidden units."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive


def symmetry_breaking_rate(learning_rate, moment):
    """ln|u_1 - u_2| grows by ln(1 + alpha |m|) a step, m = E[y x], u the weights around a unit.

    Two tanh units with weights near 0, whose output and input weights drive each other apart: a saddle of
    curvature -|m|, as long as the weights are small.

    Raises ``ValueError`` unless both numbers are positive (``moment`` |m|).
    Source: lecture section 4.3; own derivation.
    """
    positive(learning_rate=learning_rate, moment=moment)
    return np.log1p(np.multiply(learning_rate, moment))
