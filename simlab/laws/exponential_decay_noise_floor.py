"""Variance left by SGD when the learning rate decays exponentially."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive


def exponential_decay_noise_floor(curvature, time_constant, sigma, batch=1.0):
    """V = s^2 / (4 lambda^2 tau), s^2 = sigma^2 / batch (units of theta squared).

    For alpha_t = alpha_0 e^(-t/tau) all learning rates after t sum to u = alpha_t tau, so noise alpha_t^2 s^2
    entering at t is damped by exp(-2 lambda u); integrate over t. Independent of alpha_0 once
    lambda tau alpha_0 >> 1: the noise that stays enters near alpha = 1 / (2 lambda tau).

    Raises ``ValueError`` unless every number is positive.
    Source: lecture equation 10; own derivation.
    """
    positive(curvature=curvature, time_constant=time_constant, sigma=sigma, batch=batch)
    return np.square(sigma) / (4.0 * np.multiply(batch, time_constant) * np.square(curvature))
