"""Mean steps gradient descent needs to leave a saddle from Gaussian starts."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive


def saddle_escape_gaussian_steps(learning_rate, curvature, sigma, exit):
    """E T = [ln(exit / sigma) + (gamma + ln 2) / 2] / ln(1 + alpha |lambda|) + 1/2.

    theta_0 ~ N(0, sigma^2): E ln|N(0, 1)| = -(gamma + ln 2) / 2 with Euler's gamma = 0.5772; the ceiling of
    a smoothly distributed number adds 1/2 on average. ``curvature`` is |lambda|.

    Good for exit >> sigma (starts beyond the exit are negligible). Raises ``ValueError`` unless all four are
    positive and ``exit`` is at least 10 ``sigma``.
    Source: lecture section 4.3; E ln chi^2_1 = digamma(1/2) + ln 2.
    """
    positive(learning_rate=learning_rate, curvature=curvature, sigma=sigma, exit=exit)
    ratio = np.divide(exit, sigma)
    if not np.all(ratio >= 10):
        raise ValueError("exit must be at least 10 sigma, or starts beyond it bias the mean")
    growth = np.log1p(np.multiply(learning_rate, curvature))
    return (np.log(ratio) + 0.5 * (np.euler_gamma + np.log(2.0))) / growth + 0.5
