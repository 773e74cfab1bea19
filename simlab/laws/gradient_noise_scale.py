"""Batch size at which noise and curvature limit a step alike."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive


def gradient_noise_scale(noise_curvature, gradient_curvature):
    """B_n = tr(H Sigma) / (g^T H g), in examples.

    ``noise_curvature`` is tr(H Sigma), Sigma the covariance of one example's gradient, or the sum of
    lambda_i sigma_i^2 over modes; ``gradient_curvature`` is g^T H g, or the sum of lambda_i g_i^2.

    Raises ``ValueError`` unless both numbers are positive.
    Source: McCandlish et al., An Empirical Model of Large-Batch Training (2018), equation 2.9.
    """
    positive(noise_curvature=noise_curvature, gradient_curvature=gradient_curvature)
    return np.divide(noise_curvature, gradient_curvature)
