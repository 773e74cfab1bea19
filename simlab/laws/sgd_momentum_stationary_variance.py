"""Variance of the parameter under constant-step SGD with momentum on a quadratic, once stationary."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import momentum_in_range, positive, require
from simlab.laws.momentum_stability_threshold import momentum_stability_threshold


def sgd_momentum_stationary_variance(learning_rate, curvature, momentum, sigma, batch=1.0):
    """Var(theta) = alpha s^2 (1 + mu) / (lambda (1 - mu) (2 (1 + mu) - alpha lambda)), s^2 = sigma^2 / batch.

    ``theta[t+1] = (1 + mu - alpha lambda) theta[t] - mu theta[t-1] - alpha s N(0, 1)`` is an AR(2) process
    with phi_1 = 1 + mu - alpha lambda, phi_2 = -mu; its Yule-Walker variance
    (1 - phi_2) / ((1 + phi_2) ((1 - phi_2)^2 - phi_1^2)) times alpha^2 s^2 is the law.
    Velocity form; units of theta squared.

    Raises ``ValueError`` unless 0 <= ``momentum`` < 1, alpha below 2 (1 + mu) / lambda, the rest positive.
    Source: Liu, Ziyin and Ueda, Noise and Fluctuation of Finite Learning Rate SGD (2021).
    """
    momentum_in_range(momentum)
    positive(learning_rate=learning_rate, curvature=curvature, sigma=sigma, batch=batch)
    limit = momentum_stability_threshold(momentum, curvature)
    stable = np.less(learning_rate, limit)
    require(stable, "learning_rate must be below 2 (1 + mu) / lambda", learning_rate)
    momentum = np.asarray(momentum, dtype=float)
    numerator = np.multiply(learning_rate, np.divide(np.square(sigma), batch)) * (1.0 + momentum)
    return numerator / (
        curvature * (1.0 - momentum) * (2.0 * (1.0 + momentum) - np.multiply(learning_rate, curvature))
    )
