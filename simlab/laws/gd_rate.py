"""Contraction per step of gradient descent on a quadratic, at any learning rate."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive


def gd_rate(learning_rate, lambda_max, lambda_min):
    """Rate rho = max(|1 - alpha lambda_max|, |1 - alpha lambda_min|), the asymptotic factor of the distance.

    |1 - alpha lambda| is convex in lambda, so the slowest mode is an extreme one. Above 1 the run diverges.
    The loss contracts by rho^2.

    Raises ``ValueError`` unless all three numbers are positive.
    Source: lecture section 4.5; Polyak, Introduction to Optimization (1987), section 1.4.
    """
    positive(learning_rate=learning_rate, lambda_max=lambda_max, lambda_min=lambda_min)
    stiff = np.abs(1.0 - np.multiply(learning_rate, lambda_max))
    flat = np.abs(1.0 - np.multiply(learning_rate, lambda_min))
    return np.maximum(stiff, flat)
