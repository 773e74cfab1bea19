"""Angle per step of momentum without friction on a quadratic."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive, require


def undamped_frequency(learning_rate, curvature):
    """Angle w = arccos(1 - alpha lambda / 2), in radians per step.

    theta[t+1] = (2 - alpha lambda) theta[t] - theta[t-1] has the roots exp(+-i w). The trajectory crosses
    zero w / pi times a step.

    Raises ``ValueError`` unless 0 < alpha lambda < 4.
    Source: lecture section 4.5 (mu = 1); Hairer, Lubich and Wanner, Geometric Numerical Integration (2006).
    """
    positive(learning_rate=learning_rate, curvature=curvature)
    product = np.multiply(learning_rate, curvature)
    require(product < 4, "learning_rate * curvature must be below 4 (stable without friction)", product)
    return np.arccos(1.0 - 0.5 * product)
