"""Learning rate of the optimally tuned heavy ball."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive


def heavy_ball_optimal_learning_rate(lambda_max, lambda_min):
    """alpha* = 4 / (sqrt(lambda_max) + sqrt(lambda_min))^2.

    With mu* = ((sqrt(kappa) - 1) / (sqrt(kappa) + 1))^2 both extreme modes are critically damped: their
    characteristic polynomials have the double roots +sqrt(mu*) (flat) and -sqrt(mu*) (stiff).

    Raises ``ValueError`` unless both curvatures are positive.
    Source: Polyak (1964), theorem 9; lecture equations 8-9 (velocity form).
    """
    positive(lambda_max=lambda_max, lambda_min=lambda_min)
    return 4.0 / np.square(np.sqrt(lambda_max) + np.sqrt(lambda_min))
