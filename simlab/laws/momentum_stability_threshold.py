"""Learning rate above which heavy-ball momentum on a quadratic diverges."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import momentum_in_range, positive


def momentum_stability_threshold(momentum, lambda_max):
    """alpha_c = 2 (1 + mu) / lambda_max.

    One mode obeys ``theta[t+1] = (1 + mu - alpha lambda) theta[t] - mu theta[t-1]``. Its characteristic
    polynomial ``r^2 - (1 + mu - alpha lambda) r + mu`` has both roots inside the unit circle if and only if
    mu < 1 and 0 < alpha lambda < 2 (1 + mu) (Jury's criterion). Velocity form, p <- mu p - alpha g;
    for the EMA form multiply by 1 / (1 - mu).

    Raises ``ValueError`` unless 0 <= ``momentum`` < 1 and ``lambda_max`` > 0.
    Source: lecture equations 8-9; Polyak, Some methods of speeding up the convergence of iteration methods
    (1964); Goh, Why Momentum Really Works (2017).
    """
    momentum_in_range(momentum)
    positive(lambda_max=lambda_max)
    return np.divide(2.0 * np.add(1.0, momentum), lambda_max)
