"""Variance left by SGD that visits every example once an epoch."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import contraction, positive, require


def reshuffled_variance(learning_rate, curvature, sigma, examples):
    """V = alpha^2 s^2 N/(N - 1) [S_2 - S_1^2 / N] / (1 - rho^(2N)), S_k = sum_{j < N} rho^(k j).

    rho = 1 - alpha lambda, s = ``sigma``, N = ``examples``, batches of one, observed between epochs. Within
    an epoch the gradients' noise, variance s^2 over the examples, sums to zero: its covariance between steps
    is -s^2 / (N - 1). Flat modes fluctuate far less than with replacement (``sgd_stationary_variance``). The
    difference in brackets loses digits below N alpha lambda of about 1e-5.

    Raises ``ValueError`` unless 0 < alpha lambda < 2, ``sigma`` > 0, and ``examples`` >= 2.
    Source: Kuhn and Rosenow, Correlated Noise in Epoch-Based SGD (2023), phenomenon; own derivation.
    """
    contraction(learning_rate, curvature)
    positive(sigma=sigma)
    require(np.greater_equal(examples, 2), "examples must be at least 2", examples)
    n = np.asarray(examples, dtype=float)
    rho = 1.0 - np.multiply(learning_rate, curvature)
    step = np.multiply(learning_rate, curvature)
    first, square = (1.0 - rho**n) / step, 1.0 - rho * rho
    second = (1.0 - rho ** (2.0 * n)) / square
    spread = n / (n - 1.0) * (second - np.square(first) / n)
    return np.square(np.multiply(learning_rate, sigma)) * spread / (1.0 - rho ** (2.0 * n))
