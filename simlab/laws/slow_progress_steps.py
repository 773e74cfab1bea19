"""Steps gradient descent needs along one direction of a quadratic."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import contraction, require


def slow_progress_steps(learning_rate, curvature, tolerance):
    """T = floor(ln(eps) / ln|1 - alpha lambda|) + 1, the first step with distance < eps times the start.

    ``theta_t = (1 - alpha lambda)^t theta_0``. For small alpha lambda, T ~ ln(1/eps) / (alpha lambda): a
    learning rate three times larger needs a third of the steps. One step if alpha lambda = 1.

    Raises ``ValueError`` unless 0 < alpha lambda < 2 and 0 < ``tolerance`` < 1.
    Source: lecture section 4.4, equation 2.
    """
    contraction(learning_rate, curvature)
    tolerance = np.asarray(tolerance, dtype=float)
    require((tolerance > 0) & (tolerance < 1), "tolerance must lie between 0 and 1", tolerance)
    with np.errstate(divide="ignore"):
        factor = np.log(np.abs(1.0 - np.multiply(learning_rate, curvature)))
    return np.floor(np.log(tolerance) / factor) + 1.0
