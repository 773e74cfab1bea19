"""Largest start from which gradient descent on the quartic double well stays bounded."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive


def double_well_divergence_start(learning_rate):
    """|theta_0| < sqrt(1 + 2 / alpha) on (theta^2 - 1)^2 / 4.

    theta <- theta - alpha theta (theta^2 - 1) has the unstable antisymmetric two-cycle
    theta <-> -theta at 1 - alpha (theta^2 - 1) = -1; beyond it the iterates grow without bound, even where
    alpha is far below 2 / f''(minimum) = 1.

    Raises ``ValueError`` if ``learning_rate`` is not positive. Holds for alpha <= 2.
    Source: note "Optimisation problems", first bullet.
    """
    positive(learning_rate=learning_rate)
    return np.sqrt(1.0 + np.divide(2.0, learning_rate))
