"""What an exponentially decaying learning rate leaves of a slow direction for ever."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import contraction, positive


def exponential_decay_travel(learning_rate, curvature, time_constant):
    """theta_inf / theta_0 = exp(-lambda alpha_0 / (1 - e^(-1/tau))), for alpha_t = alpha_0 e^(-t/tau).

    The sum of all learning rates is finite, alpha_0 / (1 - e^(-1/tau)) ~ alpha_0 tau, and
    ln(1 - alpha_t lambda) ~ -alpha_t lambda in a slow mode: relative error about lambda^2 alpha_0^2 tau / 4.

    Raises ``ValueError`` unless 0 < alpha_0 lambda < 2 and ``time_constant`` > 0.
    Source: lecture equation 10 and figure 4.
    """
    contraction(learning_rate, curvature)
    positive(time_constant=time_constant)
    return np.exp(np.multiply(curvature, learning_rate) / np.expm1(-np.divide(1.0, time_constant)))
