"""Chance that one step of gradient descent kills an active ReLU unit."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from simlab.laws._domain import positive, require


def dying_relu_probability(learning_rate, input_square=1.0, scale=1.0, target=-1.0):
    """P = 2 Phi(k / sigma_z) - 1, k = |target| a c / (1 - a c), c = 1 + |x|^2; 1 for a c >= 1.

    Unit h = max(z, 0), z = w . x + b, loss (h - target)^2 / 2 with a target below 0: a step moves z by
    -a c (z - target) and ends below 0, where the gradient is 0 for this input, if z < k. z is half-normal of
    size ``scale`` among the active units. 0.495 at a = 0.2, |x| = 1.

    Raises ``ValueError`` unless ``learning_rate``, ``scale`` > 0, ``input_square`` >= 0 and ``target`` < 0.
    Source: lecture section 4.7, equation 15; own derivation.
    """
    positive(learning_rate=learning_rate, scale=scale)
    require(np.greater_equal(input_square, 0), "input_square must be at least 0", input_square)
    require(np.less(target, 0), "target must be below 0", target)
    pull = np.multiply(learning_rate, np.add(1.0, input_square))
    with np.errstate(divide="ignore"):
        reach = np.where(pull < 1.0, np.abs(target) * pull / np.maximum(1.0 - pull, 0.0), np.inf)
    return 2.0 * ndtr(reach / np.asarray(scale, dtype=float)) - 1.0
