"""Width of the two-cycle of gradient descent on the quartic well."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive, require


def quartic_well_two_cycle(learning_rate):
    """|x - y| = sqrt(1 - 1 / alpha) for 1 <= alpha < sqrt(5) - 1 = 1.236, and 0 below.

    Points x, y of a two-cycle of theta <- (1 + alpha) theta - alpha theta^3 around one minimum: sum and
    difference of the two equations give x^2 - x y + y^2 = 1 and x^2 + x y + y^2 = (2 + alpha) / alpha, hence
    x y = 1 / alpha. Oscillation starts at alpha = 2 / f''(1) = 1 without blow-up. 0.2182 at alpha = 1.05.

    Raises ``ValueError`` unless 0 < ``learning_rate`` < sqrt(5) - 1, where the cycle is stable.
    Source: own derivation.
    """
    positive(learning_rate=learning_rate)
    learning_rate = np.asarray(learning_rate, dtype=float)
    require(learning_rate < np.sqrt(5.0) - 1.0, "learning_rate must be below sqrt(5) - 1", learning_rate)
    return np.sqrt(np.maximum(1.0 - 1.0 / learning_rate, 0.0))
