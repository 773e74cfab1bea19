"""Chance that a ReLU network is dead for an input from the start."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive, require


def born_dead_relu_probability(width, depth):
    """P = 1 - (1 - 2^-n)^L, symmetric weights and no biases: some layer has all its n units inactive.

    Raises ``ValueError`` unless ``width`` > 0 and ``depth`` >= 0.
    Source: Lu, Shin, Su and Karniadakis, Dying ReLU and Initialization (2020), theorem 3.
    """
    positive(width=width)
    require(np.greater_equal(depth, 0), "depth must be at least 0", depth)
    return -np.expm1(depth * np.log1p(-np.exp2(-np.asarray(width, dtype=float))))
