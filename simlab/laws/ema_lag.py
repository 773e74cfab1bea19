"""Lag of the exponentially averaged iterate behind a steadily drifting one."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import require


def ema_lag(time_constant):
    """Lag = tau - 1, in steps: the average of theta_t = v t, once settled, is v (t - (tau - 1)).

    Insert average_t = v (t - lag) in ``average <- (1 - 1/tau) average + theta / tau``.

    Raises ``ValueError`` if ``time_constant`` < 1.
    Source: lecture equation 11.
    """
    time_constant = np.asarray(time_constant, dtype=float)
    require(time_constant >= 1, "time_constant must be at least 1 step", time_constant)
    return time_constant - 1.0
