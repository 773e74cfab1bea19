"""Condition number of the Rosenbrock valley at its minimum."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive


def rosenbrock_condition_number(a=1.0, b=100.0):
    """Ratio lambda_max / lambda_min of [[2 + 8 a^2 b, -4 a b], [-4 a b, 2 b]]; 2508 at a = 1, b = 100.

    Hessian of (a - x)^2 + b (y - x^2)^2 at (a, a^2). With trace T and determinant 4 b,
    lambda_max = (T + sqrt(T^2 - 16 b)) / 2 and kappa = lambda_max^2 / (4 b), free of cancellation.

    Raises ``ValueError`` unless ``b`` > 0.
    Source: lecture figure 5; Rosenbrock (1960).
    """
    positive(b=b)
    b = np.asarray(b, dtype=float)
    trace = 2.0 + 8.0 * np.square(a) * b + 2.0 * b
    largest = 0.5 * (trace + np.sqrt(np.square(trace) - 16.0 * b))
    return np.square(largest) / (4.0 * b)
