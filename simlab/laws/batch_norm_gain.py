"""What batch normalisation multiplies the gradient of its input by, at most."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive, require


def batch_norm_gain(variance=0.0, epsilon=1e-5):
    """1 / sqrt(s^2 + eps), s^2 the ``variance`` within the batch: 316 for a batch of identical examples.

    The normalised variance is s^2 times its square, s^2 / (s^2 + eps).

    Raises ``ValueError`` unless ``variance`` >= 0 and ``epsilon`` > 0.
    Source: Ioffe and Szegedy, Batch Normalization (2015), algorithm 1.
    """
    positive(epsilon=epsilon)
    require(np.greater_equal(variance, 0), "variance must be at least 0", variance)
    return 1.0 / np.sqrt(np.add(variance, epsilon))
