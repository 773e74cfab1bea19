"""Mean squared gradient through a stack of residual blocks."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import require


def residual_gradient_growth(branch_variance, depth):
    """E|g|^2 = (1 + s^2)^L, against s^(2 L) without skips; to e for branches scaled by 1 / sqrt(L).

    Block x + F(x), F linear with random weights and gain s^2 = ``branch_variance``: identity and branch add
    their squares.

    Raises ``ValueError`` unless ``branch_variance`` and ``depth`` are at least 0.
    Source: He et al., Deep Residual Learning (2016), architecture; own derivation.
    """
    require(np.greater_equal(branch_variance, 0), "branch_variance must be at least 0", branch_variance)
    require(np.greater_equal(depth, 0), "depth must be at least 0", depth)
    return np.power(np.add(1.0, branch_variance), depth)
