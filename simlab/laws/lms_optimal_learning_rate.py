"""Learning rate with the fastest expected progress of linear regression by SGD."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive


def lms_optimal_learning_rate(dimension, batch=1.0):
    """a* = B / (B + d + 1), which minimises 1 - 2 a + a^2 (1 + (d + 1) / B).

    Then the expected squared error falls by (d + 1) / (B + d + 1) a step: the noise scale is d + 1 examples.

    Raises ``ValueError`` unless both numbers are positive.
    Source: see ``lms_error``.
    """
    positive(dimension=dimension, batch=batch)
    return np.divide(batch, np.add(batch, np.add(dimension, 1.0)))
