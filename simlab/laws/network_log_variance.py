"""Spread of squared norms through a deep network of finite width."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive, require


def network_log_variance(width, depth, excess=2.0):
    """Var ln|h|^2 ~ c L / n, c = ``excess``: 2 for linear layers, 5 for ReLU.

    A layer multiplies |h|^2 by sum of n independent squares, of relative variance c / n: 2 for Gaussians, 5
    when half of them are cut off (E of the fourth power 6, less 1). The logarithm is nearly normal, of mean
    -c L / (2 n) if E|h|^2 = 1.

    Raises ``ValueError`` unless ``width``, ``excess`` > 0 and ``depth`` >= 0. Good for n >> 1.
    Source: Hanin and Nica, Products of Many Large Random Matrices (2020).
    """
    positive(width=width, excess=excess)
    require(np.greater_equal(depth, 0), "depth must be at least 0", depth)
    return np.multiply(excess, depth) / np.asarray(width, dtype=float)
