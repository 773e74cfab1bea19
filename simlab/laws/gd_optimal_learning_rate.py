"""Learning rate at which gradient descent contracts a quadratic fastest."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive


def gd_optimal_learning_rate(lambda_max, lambda_min):
    """alpha* = 2 / (lambda_max + lambda_min).

    max(|1 - alpha lambda_max|, |1 - alpha lambda_min|) is smallest where the two are equal.

    Raises ``ValueError`` unless both curvatures are positive.
    Source: Polyak, Introduction to Optimization (1987), section 1.4.
    """
    positive(lambda_max=lambda_max, lambda_min=lambda_min)
    return 2.0 / np.add(lambda_max, lambda_min)
