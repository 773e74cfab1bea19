"""Root mean square step of Adam on pure noise."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import momentum_in_range, positive


def adam_noise_step(learning_rate, beta1):
    """Step = alpha sqrt((1 - beta1) / (1 + beta1)), of either sign, whatever the noise.

    sqrt(v) is the noise's size s for beta2 close to 1, and the average m of independent gradients has the
    variance s^2 (1 - beta1) / (1 + beta1). 0.229 alpha at beta1 = 0.9.

    Raises ``ValueError`` unless ``learning_rate`` > 0 and 0 <= ``beta1`` < 1.
    Source: own derivation from Kingma and Ba (2015), algorithm 1.
    """
    positive(learning_rate=learning_rate)
    momentum_in_range(beta1)
    return np.multiply(learning_rate, np.sqrt(np.subtract(1.0, beta1) / np.add(1.0, beta1)))
