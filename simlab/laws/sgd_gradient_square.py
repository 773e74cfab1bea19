"""Mean squared gradient of SGD on a quadratic, once stationary."""

from __future__ import annotations

import numpy as np

from simlab.laws.sgd_stationary_variance import sgd_stationary_variance


def sgd_gradient_square(learning_rate, curvature, sigma, batch=1.0):
    """E|grad|^2 = lambda^2 Var(theta) = alpha lambda s^2 / (2 - alpha lambda) > 0, s^2 = sigma^2 / batch.

    Of the noiseless gradient, for each mode: SGD of a constant learning rate never converges exactly.

    Raises ``ValueError`` unless 0 < alpha lambda < 2 and ``sigma``, ``batch`` > 0.
    Source: lecture section 4.2; see ``sgd_stationary_variance``.
    """
    return np.square(curvature) * sgd_stationary_variance(learning_rate, curvature, sigma, batch)
