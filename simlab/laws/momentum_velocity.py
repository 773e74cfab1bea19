"""Velocity of momentum under a constant gradient."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import momentum_in_range, positive


def momentum_velocity(step, learning_rate, momentum, gradient):
    """p_t = -alpha g (1 - mu^t) / (1 - mu), in units of theta per step.

    Terminal velocity -alpha g / (1 - mu). Geometric series of ``p <- mu p - alpha g`` from p_0 = 0.

    Raises ``ValueError`` unless ``learning_rate`` > 0 and 0 <= ``momentum`` < 1.
    Source: lecture equation 8.
    """
    positive(learning_rate=learning_rate)
    momentum_in_range(momentum)
    momentum = np.asarray(momentum, dtype=float)
    ramp = (1.0 - np.power(momentum, step)) / (1.0 - momentum)
    return -np.multiply(learning_rate, gradient) * ramp
