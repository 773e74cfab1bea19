"""Variance left by SGD at the end of a learning rate that decays linearly to zero."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive


def linear_decay_noise_floor(learning_rate, curvature, steps, sigma, batch=1.0):
    """V_T = s^2 sqrt(alpha_0 / T) sqrt(pi) / (4 lambda^(3/2)), in units of theta squared.

    alpha = alpha_0 u / T with u steps to go: noise (alpha_0 u / T)^2 s^2, s^2 = sigma^2 / batch, damped by
    exp(-lambda alpha_0 u^2 / T), integrated over u.
    Asymptotic in T lambda alpha_0 >> 1: 0.5 % at alpha_0 = 0.5, lambda = 1, T = 4000.

    Raises ``ValueError`` unless every number is positive.
    Source: own derivation, as for the cosine schedule.
    """
    positive(learning_rate=learning_rate, curvature=curvature, steps=steps, sigma=sigma, batch=batch)
    slope = np.sqrt(np.divide(learning_rate, steps))
    damping = 4.0 * np.power(np.asarray(curvature, dtype=float), 1.5)
    return np.square(sigma) / batch * slope * np.sqrt(np.pi) / damping
