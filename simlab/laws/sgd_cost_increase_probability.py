"""Chance that one step of SGD increases the cost."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from simlab.laws._domain import contraction, positive


def sgd_cost_increase_probability(theta, learning_rate, curvature, sigma, batch=1.0):
    """P = Phi(-lambda |theta| / s) + Phi(-(2 - alpha lambda) |theta| / (alpha s)), s^2 = sigma^2 / batch.

    The step moves theta to (1 - alpha lambda) theta - alpha s N(0, 1) on the quadratic lambda theta^2 / 2;
    the cost rises when that lies outside (-|theta|, |theta|): the two tails. At stationarity the chance is
    exactly 1/2, because an AR(1) process is reversible.

    Raises ``ValueError`` unless 0 < alpha lambda < 2 and ``sigma``, ``batch`` > 0.
    Source: lecture section 4.6 ("may even increase the cost").
    """
    contraction(learning_rate, curvature)
    positive(sigma=sigma, batch=batch)
    noise = np.divide(sigma, np.sqrt(batch))
    distance = np.abs(theta)
    overshoot = (2.0 - np.multiply(learning_rate, curvature)) * distance / np.multiply(learning_rate, noise)
    return ndtr(-np.multiply(curvature, distance) / noise) + ndtr(-overshoot)
