"""What momentum without friction conserves on a quadratic."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive


def undamped_invariant(theta, velocity, learning_rate, curvature):
    """Q = p^2 - alpha lambda p theta + alpha lambda theta^2, theta after the step that p made.

    p <- p - alpha lambda theta, theta <- theta + p is the symplectic Euler map; Q is its exact invariant, the
    energy is not. The sign of the middle term belongs to this order of the updates. In a claim
    ``law.undamped_invariant(window(theta[0], 1), change(theta[0]), learning_rate, lambda_max)``.

    Raises ``ValueError`` unless ``learning_rate`` and ``curvature`` are positive.
    Source: Hairer, Lubich and Wanner, Geometric Numerical Integration (2006); own derivation.
    """
    positive(learning_rate=learning_rate, curvature=curvature)
    product = np.multiply(learning_rate, curvature)
    return np.square(velocity) + product * np.multiply(theta, np.subtract(theta, velocity))
