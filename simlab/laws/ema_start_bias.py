"""What the exponential average still holds of its start."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import require


def ema_start_bias(step, time_constant):
    """(1 - 1/tau)^t, the weight of theta_0 in the average after t steps, which starts there.

    Raises ``ValueError`` if ``time_constant`` < 1.
    Source: lecture equation 11.
    """
    time_constant = np.asarray(time_constant, dtype=float)
    require(time_constant >= 1, "time_constant must be at least 1 step", time_constant)
    return np.power(1.0 - 1.0 / time_constant, step)
