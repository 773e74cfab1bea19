"""Expected squared error of noiseless linear regression by SGD."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive


def lms_error(step, learning_rate, dimension, batch=1.0):
    """E|e_t|^2 / |e_0|^2 = (1 - 2 a + a^2 (1 + (d + 1) / B))^t, inputs N(0, I_d), B fresh examples a step.

    e <- (I - (a / B) sum x x^T) e and E (x x^T)^2 = (d + 2) I. For B = 1 the factor is 1 - 2 a + a^2 (d + 2).

    Raises ``ValueError`` unless every number but ``step`` is positive.
    Source: Widrow and Hoff (1960), LMS; Gaussian fourth moments.
    """
    positive(learning_rate=learning_rate, dimension=dimension, batch=batch)
    rate = np.asarray(learning_rate, dtype=float)
    factor = (
        1.0 - 2.0 * rate + np.square(rate) * (1.0 + np.add(dimension, 1.0) / np.asarray(batch, dtype=float))
    )
    return np.power(factor, step)
