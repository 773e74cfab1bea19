"""Steps of the optimally tuned heavy ball to a given distance, on a quadratic."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive
from simlab.laws.heavy_ball_optimal_mode import heavy_ball_optimal_mode
from simlab.laws.heavy_ball_optimal_rate import heavy_ball_optimal_rate


def heavy_ball_steps(kappa, tolerance, stiff=1.0, flat=0.0):
    """First t with ``hypot(stiff theta_stiff(t), flat theta_flat(t)) < tolerance``.

    The modes are those of ``heavy_ball_optimal_mode``; their linear prefactor matters: 95 steps to 1e-6 at
    kappa = 100, not the 69 of r^t. ``stiff`` and ``flat`` are the start's components (units of theta) along
    the stiffest and the flattest eigenvector. The squared distance rises at most once and then falls, so
    beyond its peak the crossing is found by bisection.

    Raises ``ValueError`` if ``kappa`` < 1 or ``tolerance`` is not positive.
    Source: Polyak (1964) with the double root kept.
    """
    positive(tolerance=tolerance)
    return np.vectorize(_first_step, otypes=[float])(kappa, tolerance, stiff, flat)[()]


def _first_step(kappa, tolerance, stiff, flat) -> float:
    def distance(t):
        return np.hypot(
            stiff * heavy_ball_optimal_mode(t, kappa, stiff=True), flat * heavy_ball_optimal_mode(t, kappa)
        )

    if distance(0) < tolerance:
        return 0.0
    # Each envelope (1 + c t) r^t peaks before 1 / ln(1 / r); past it the distance only falls.
    low = 0
    rate = heavy_ball_optimal_rate(kappa)
    peak = int(np.ceil(-1.0 / np.log(rate))) if rate > 0 else 1
    high = max(1, peak)
    while distance(high) >= tolerance:
        low, high = high, 2 * high
    if low == 0:  # a start so close to the tolerance that the crossing may precede the peak
        return float(next(t for t in range(1, high + 1) if distance(t) < tolerance))
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if distance(middle) >= tolerance else (low, middle)
    return float(high)
