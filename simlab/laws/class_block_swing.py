"""Swing of the weights when examples come sorted in blocks of a class."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import contraction, positive


def class_block_swing(learning_rate, curvature, block):
    """(1 - r) / (1 + r), r = (1 - alpha lambda)^block, in units of half the distance of the classes' optima.

    Blocks of ``block`` steps pull towards +1 and -1 in turn; a settled cycle from -A to A has
    1 - (1 + A) r = A.

    Raises ``ValueError`` unless 0 < alpha lambda < 2 and ``block`` is positive.
    Source: note "Optimisation problems" (uniform batches); own derivation.
    """
    contraction(learning_rate, curvature)
    positive(block=block)
    left = np.power(1.0 - np.multiply(learning_rate, curvature), block)
    return (1.0 - left) / (1.0 + left)
