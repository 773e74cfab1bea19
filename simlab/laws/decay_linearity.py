"""How straight the training curve of gradient descent looks on one mode of a quadratic (R squared)."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import contraction, positive


def decay_linearity(learning_rate, curvature, steps):
    """R^2 = 12 c^2 / v of a straight line through e^(-u x) on 0 <= x <= 1, u = -2 T ln|1 - alpha lambda|.

    The loss is L_0 (1 - alpha lambda)^(2 t) over T = ``steps`` steps. With m = (1 - e^-u) / u its mean,
    c = (1 - (1 + u) e^-u) / u^2 - m / 2 the covariance with x and v = (1 - e^-2u) / (2 u) - m^2 the variance;
    about 1 - u^2 / 60 for small u. Sums over steps are taken as integrals: relative error about 1 / T^2.

    Raises ``ValueError`` unless 0 < alpha lambda < 2, alpha lambda is not 1, and ``steps`` > 0.
    Source: lecture section 4.4, figure 3(a); own derivation.
    """
    contraction(learning_rate, curvature)
    factor = np.abs(1.0 - np.multiply(learning_rate, curvature))
    positive(steps=steps, **{"|1 - learning_rate * curvature|": factor})
    u = -2.0 * np.asarray(steps, dtype=float) * np.log(factor)
    mean = -np.expm1(-u) / u
    covariance = (1.0 - (1.0 + u) * np.exp(-u)) / np.square(u) - 0.5 * mean
    variance = -np.expm1(-2.0 * u) / (2.0 * u) - np.square(mean)
    return 12.0 * np.square(covariance) / variance
