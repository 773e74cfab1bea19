"""Largest expected progress of one noisy step."""

from __future__ import annotations

import numpy as np

from simlab.laws.noisy_step_learning_rate import noisy_step_learning_rate


def noisy_step_progress(gradient_square, gradient_curvature, noise_curvature=0.0, batch=1.0):
    """E (L_0 - L_1) = |g|^4 / (2 (g^T H g + tr(H Sigma) / B)), at ``noisy_step_learning_rate``.

    The expected loss is a parabola in alpha with slope -|g|^2 at 0: half of that times its minimiser.
    Arguments as there; units of the loss.

    Raises ``ValueError`` unless the numbers are positive; ``noise_curvature`` may be 0.
    Source: McCandlish et al., An Empirical Model of Large-Batch Training (2018), equation 2.7.
    """
    rate = noisy_step_learning_rate(gradient_square, gradient_curvature, noise_curvature, batch)
    return 0.5 * np.multiply(gradient_square, rate)
