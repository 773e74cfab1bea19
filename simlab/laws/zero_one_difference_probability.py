"""Chance that a finite difference sees any change of a 0-1 loss."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import require


def zero_one_difference_probability(width, examples):
    """P = 1 - (1 - 2 h)^N: one of N thresholds, uniform on (0, 1), lies within h of the parameter.

    The 0-1 loss changes only there; its gradient is 0 everywhere else, a plateau.

    Raises ``ValueError`` unless 0 <= 2 ``width`` <= 1 and ``examples`` >= 0.
    Source: lecture section 2 (0-1 loss); own derivation.
    """
    width = np.asarray(width, dtype=float)
    require((width >= 0) & (width <= 0.5), "width must lie between 0 and 0.5", width)
    require(np.greater_equal(examples, 0), "examples must be at least 0", examples)
    return 1.0 - np.power(1.0 - 2.0 * width, examples)
