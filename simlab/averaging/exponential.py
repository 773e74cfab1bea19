"""Exponential moving average of the iterates, kept beside the training and never fed back.

Formula
    average <- (1 - 1/tau) average + (1/tau) theta, after every step
At step 0
    average = theta_0.
Symbols
    theta the iterate; tau = ``time_constant`` in steps, at least 1; tau = 1 is the iterate itself. On an
    iterate that moves evenly the average lags tau - 1 steps behind.
Reference
    Lecture 4, equation 11; B. T. Polyak & A. B. Juditsky (1992), Acceleration of stochastic approximation
    by averaging, SIAM J. Control and Optimization 30(4), 838-855 (the uniform average).
Where libraries differ
    torch.optim.swa_utils.get_ema_multi_avg_fn and optax.ema take the decay 1 - 1/tau; optax.ema starts
    at zero and corrects for it, here the average starts at theta_0.
"""

from __future__ import annotations

from simlab.lanes import fma
from simlab.parameters import Parameter

PARAMETERS = {
    "time_constant": Parameter("timescale of the average, in steps", minimum=1.0),
}


def update(theta, average, time_constant):
    """Move ``average`` [d rows] towards ``theta`` [d rows], in place."""
    weight = 1.0 / time_constant
    kept = 1.0 - weight
    for i in range(len(theta)):
        average[i] = fma(kept, average[i], weight * theta[i])
