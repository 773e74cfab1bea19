"""Step at which the loss of diverging gradient descent exceeds a bound."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive, require

LARGEST_FLOAT64 = float(np.finfo(np.float64).max)


def gd_overflow_steps(learning_rate, curvature, start=1.0, bound=LARGEST_FLOAT64):
    """First t with (lambda / 2) start^2 |1 - alpha lambda|^(2 t) > bound.

    One mode of a quadratic, theta_t = (1 - alpha lambda)^t start; logarithms avoid the overflow that is
    predicted. ``bound`` is a loss: the largest float64 or the scenario's ``loss_above``.

    Raises ``ValueError`` unless alpha lambda > 2 and ``curvature``, ``bound`` > 0.
    Source: lecture section 4.5, figure 3(b).
    """
    positive(learning_rate=learning_rate, curvature=curvature, bound=bound)
    product = np.multiply(learning_rate, curvature)
    require(product > 2, "learning_rate * curvature must be above 2 (diverging)", product)
    initial = np.log(0.5 * np.asarray(curvature, dtype=float)) + 2.0 * np.log(np.abs(start))
    steps = np.floor((np.log(bound) - initial) / (2.0 * np.log(product - 1.0))) + 1.0
    return np.maximum(steps, 0.0)
