"""Mean squared gradient through a deep linear network of slightly wrong scale."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import require


def linear_network_gradient_growth(deviation, depth):
    """E|g|^2 = (1 + delta)^(2 L), weights N(0, (1 + delta)^2 / n): 131 at delta = 0.05, L = 50.

    Raises ``ValueError`` unless ``deviation`` > -1 and ``depth`` >= 0.
    Source: note "Optimisation problems", third bullet.
    """
    require(np.greater(deviation, -1), "deviation must be above -1", deviation)
    require(np.greater_equal(depth, 0), "depth must be at least 0", depth)
    return np.power(np.add(1.0, deviation), np.multiply(2.0, depth))
