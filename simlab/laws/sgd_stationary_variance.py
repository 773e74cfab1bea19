"""Variance of the parameter under constant-step SGD on a quadratic, once stationary."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import contraction, positive


def sgd_stationary_variance(learning_rate, curvature, sigma, batch=1.0):
    """Var(theta) = alpha s^2 / (lambda (2 - alpha lambda)), s^2 = sigma^2 / batch (units of theta squared).

    ``theta <- (1 - alpha lambda) theta - alpha s N(0, 1)`` is an AR(1) process:
    V = (1 - alpha lambda)^2 V + alpha^2 s^2. Exact at every alpha; the diffusion limit
    alpha s^2 / (2 lambda) is too small by 1 - alpha lambda / 2. Excess loss: lambda Var / 2.
    Noise independent from step to step (sampling with replacement).

    Raises ``ValueError`` unless 0 < alpha lambda < 2 and ``sigma``, ``batch`` > 0.
    Source: lecture section 4.6; Mandt, Hoffman and Blei (2017); Liu, Ziyin and Ueda (2021).
    """
    contraction(learning_rate, curvature)
    positive(sigma=sigma, batch=batch)
    noise = np.divide(np.square(sigma), batch)
    return np.multiply(learning_rate, noise) / (curvature * (2.0 - np.multiply(learning_rate, curvature)))
