"""Mean squared gradient through a deep ReLU network with batch normalisation."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import require


def batch_norm_gradient_growth(depth):
    """E|g|^2 = (pi / (pi - 1))^L = 1.467^L, without skips, for large widths and batches.

    ReLU halves the squared gradient; normalisation divides it by the variance of max(z, 0), which for
    z ~ N(0, 1) is (1 - 1 / pi) / 2.

    Raises ``ValueError`` unless ``depth`` >= 0.
    Source: Yang et al., A Mean Field Theory of Batch Normalization (2019), section 3.
    """
    require(np.greater_equal(depth, 0), "depth must be at least 0", depth)
    return np.power(np.pi / (np.pi - 1.0), depth)
