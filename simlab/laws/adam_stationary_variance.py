"""Variance of the parameter under Adam on a noisy quadratic, once stationary (approximate)."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive


def adam_stationary_variance(learning_rate, curvature, sigma, batch=1.0):
    """Var(theta) ~ alpha s / (2 lambda), s = sigma / sqrt(batch) (units of theta squared).

    Near the minimum sqrt(v) ~ s, so Adam is SGD with the learning rate alpha / s, and the diffusion limit of
    the SGD law gives (alpha / s) s^2 / (2 lambda). Good to a few percent for alpha lambda << s, and beta2
    close enough to 1 that v hardly fluctuates.

    Raises ``ValueError`` unless every number is positive.
    Source: own derivation from Kingma and Ba (2015), algorithm 1.
    """
    positive(learning_rate=learning_rate, curvature=curvature, sigma=sigma, batch=batch)
    return np.multiply(learning_rate, sigma) / np.sqrt(batch) / (2.0 * np.asarray(curvature, dtype=float))
