"""Learning rate with the largest expected progress of one noisy step."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive, require


def noisy_step_learning_rate(gradient_square, gradient_curvature, noise_curvature=0.0, batch=1.0):
    """alpha* = |g|^2 / (g^T H g + tr(H Sigma) / B).

    Minimises E L = L - alpha |g|^2 + alpha^2 (g^T H g + tr(H Sigma) / B) / 2, exact on a quadratic. With
    sum over modes: |g|^2 = sum (lambda theta)^2, g^T H g = sum lambda (lambda theta)^2,
    tr(H Sigma) = sum lambda sigma^2.

    Raises ``ValueError`` unless the numbers are positive; ``noise_curvature`` may be 0.
    Source: McCandlish et al., An Empirical Model of Large-Batch Training (2018), equation 2.7.
    """
    positive(gradient_square=gradient_square, gradient_curvature=gradient_curvature, batch=batch)
    require(np.greater_equal(noise_curvature, 0), "noise_curvature must be at least 0", noise_curvature)
    return np.asarray(gradient_square, dtype=float) / (gradient_curvature + np.divide(noise_curvature, batch))
