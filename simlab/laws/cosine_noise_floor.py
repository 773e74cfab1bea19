"""Variance left by SGD at the end of a cosine schedule."""

from __future__ import annotations

import numpy as np
from scipy.special import gamma

from simlab.laws._domain import positive


def cosine_noise_floor(learning_rate, curvature, steps, sigma, batch=1.0):
    """V_T = s^2 A^(1/3) Gamma(5/3) / (3 (2 lambda / 3)^(5/3)), A = alpha_0 pi^2 / (4 T^2).

    Near its end alpha = alpha_0 (1 + cos(pi t / T)) / 2 ~ A u^2, u = T - t steps to go. Noise entering at u
    is damped by exp(-2 lambda A u^3 / 3); integrate (A u^2)^2 s^2 times that, s^2 = sigma^2 / batch. Hence
    V ~ (alpha_0 / T^2)^(1/3).
    Asymptotic in T lambda alpha_0 >> 1: 0.1 % at alpha_0 = 0.5, lambda = 1, T = 4000. Units of theta squared.

    Raises ``ValueError`` unless every number is positive.
    Source: Loshchilov and Hutter, SGDR (2017), schedule; own derivation of the floor.
    """
    positive(learning_rate=learning_rate, curvature=curvature, steps=steps, sigma=sigma, batch=batch)
    fall = np.asarray(learning_rate, dtype=float) * np.square(np.pi / 2.0 / np.asarray(steps, dtype=float))
    damping = np.power(2.0 * np.asarray(curvature, dtype=float) / 3.0, 5.0 / 3.0)
    return np.square(sigma) / batch * np.cbrt(fall) * gamma(5.0 / 3.0) / (3.0 * damping)
