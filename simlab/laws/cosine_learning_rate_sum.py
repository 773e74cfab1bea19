"""Sum of all learning rates of a cosine schedule."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive


def cosine_learning_rate_sum(learning_rate, steps):
    """sum_{t < T} alpha_0 (1 + cos(pi t / T)) / 2 = alpha_0 (T + 1) / 2.

    The cosines of t and T - t cancel, which leaves that of t = 0. On a linear slope it is the distance
    travelled per unit of the gradient.

    Raises ``ValueError`` unless both numbers are positive.
    Source: Loshchilov and Hutter, SGDR (2017), equation 5.
    """
    positive(learning_rate=learning_rate, steps=steps)
    return 0.5 * np.multiply(learning_rate, np.add(steps, 1.0))
