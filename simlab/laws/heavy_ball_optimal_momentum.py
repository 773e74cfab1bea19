"""Momentum of the optimally tuned heavy ball."""

from __future__ import annotations

import numpy as np

from simlab.laws.heavy_ball_optimal_rate import heavy_ball_optimal_rate


def heavy_ball_optimal_momentum(kappa):
    """mu* = ((sqrt(kappa) - 1) / (sqrt(kappa) + 1))^2.

    The smallest momentum at which no mode between lambda_min and lambda_max is overdamped; every mode then
    contracts by sqrt(mu*).

    Raises ``ValueError`` if ``kappa`` < 1.
    Source: Polyak (1964), theorem 9.
    """
    return np.square(heavy_ball_optimal_rate(kappa))
