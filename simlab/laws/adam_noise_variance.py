"""Variance of Adam's random walk on pure noise."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive


def adam_noise_variance(step, learning_rate):
    """Var(theta_T) = alpha^2 T: every gradient enters the averages m with a total weight of 1.

    For beta2 close to 1 and T well above 1 / (1 - beta1). Independent of the size of the noise.

    Raises ``ValueError`` unless both numbers are positive.
    Source: own derivation from Kingma and Ba (2015), algorithm 1.
    """
    positive(step=step, learning_rate=learning_rate)
    return np.multiply(step, np.square(learning_rate))
