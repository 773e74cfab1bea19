"""Mean steps stochastic gradient descent needs to leave a saddle it starts on."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive
from simlab.laws.saddle_escape_gaussian_steps import saddle_escape_gaussian_steps


def saddle_escape_noise_steps(learning_rate, curvature, sigma, exit, batch=1.0):
    """The law of Gaussian starts with sigma_0^2 = alpha^2 s^2 / ((1 + alpha |lambda|)^2 - 1).

    s^2 = sigma^2 / batch. From theta_0 = 0 the sum theta_t / (1 + alpha lambda)^t =
    -alpha sum_k g_k / (1 + alpha lambda)^(k+1) converges to a Gaussian of that variance: the noise of the
    first steps acts as a random start. ``sigma`` is the standard deviation of one example's gradient.

    Raises ``ValueError`` unless every number is positive and ``exit`` is at least 10 sigma_0.
    Source: lecture section 4.3; own derivation.
    """
    positive(learning_rate=learning_rate, curvature=curvature, sigma=sigma, batch=batch)
    growth = np.multiply(learning_rate, curvature)
    scale = np.multiply(learning_rate, sigma) / np.sqrt(np.multiply(batch, growth * (2.0 + growth)))
    return saddle_escape_gaussian_steps(learning_rate, curvature, scale, exit)
