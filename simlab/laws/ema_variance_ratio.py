"""Variance of the exponentially averaged iterate, relative to that of the iterate."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import contraction, require


def ema_variance_ratio(learning_rate, curvature, time_constant):
    """Var(average) / Var(theta) = (1 - b) / (1 + b) * (1 + b rho) / (1 - b rho).

    b = 1 - 1/tau, rho = 1 - alpha lambda:
        ``average <- (1 - 1/tau) average + theta / tau`` filters the AR(1) iterate of stationary SGD, whose
    correlation over k steps is rho^k. The first factor is 1 / (2 tau - 1), the ratio for
    independent iterates: right only at alpha lambda = 1.

    Raises ``ValueError`` unless 0 < alpha lambda < 2 and ``time_constant`` >= 1.
    Source: lecture equation 11; Polyak and Juditsky (1992) for averaging.
    """
    contraction(learning_rate, curvature)
    time_constant = np.asarray(time_constant, dtype=float)
    require(time_constant >= 1, "time_constant must be at least 1 step", time_constant)
    keep = 1.0 - 1.0 / time_constant
    rho = 1.0 - np.multiply(learning_rate, curvature)
    return (1.0 - keep) / (1.0 + keep) * (1.0 + keep * rho) / (1.0 - keep * rho)
