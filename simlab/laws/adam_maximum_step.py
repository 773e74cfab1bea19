"""Step that Adam takes on the first gradient after a long silence, the longest of its paper."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import momentum_in_range, positive


def adam_maximum_step(learning_rate, beta1, beta2):
    """|step| = alpha max(1, (1 - beta1) / sqrt(1 - beta2)); 3.162 alpha at beta1 = 0.9, beta2 = 0.999.

    After a long silence m = (1 - beta1) g, v = (1 - beta2) g^2, and both corrections are 1. It is also the
    first step without bias correction; with it the first step is alpha. Often quoted as a bound, which it is
    not: where the gradient goes on, m fills faster than v, and the steps grow to twice this (6.57 alpha). By
    the Cauchy-Schwarz inequality none exceeds 1 / sqrt(1 - beta1^2 / beta2) times it, 7.27 alpha.

    Raises ``ValueError`` unless ``learning_rate`` > 0 and 0 <= ``beta1``, ``beta2`` < 1.
    Source: Kingma and Ba (2015), section 2.1.
    """
    positive(learning_rate=learning_rate)
    momentum_in_range(beta1)
    momentum_in_range(beta2)
    reach = np.subtract(1.0, beta1) / np.sqrt(np.subtract(1.0, beta2))
    return np.multiply(learning_rate, np.maximum(reach, 1.0))
