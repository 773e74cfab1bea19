"""Best contraction per step of gradient descent on a quadratic."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import require


def gd_optimal_rate(kappa):
    """Rate r = (kappa - 1) / (kappa + 1), the factor of the distance per step at the optimal learning rate.

    Insert alpha* = 2 / (lambda_max + lambda_min) in |1 - alpha lambda|; ``kappa = lambda_max / lambda_min``.
    The loss contracts by r^2.

    Raises ``ValueError`` if ``kappa`` < 1.
    Source: Polyak, Introduction to Optimization (1987), section 1.4.
    """
    kappa = np.asarray(kappa, dtype=float)
    require(kappa >= 1, "kappa must be at least 1", kappa)
    return (kappa - 1.0) / (kappa + 1.0)
