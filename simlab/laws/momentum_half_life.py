"""Steps in which momentum loses half of its energy."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import momentum_in_range, positive


def momentum_half_life(momentum):
    """T = ln 2 / ln(1 / mu); 6.6 steps at mu = 0.9.

    An underdamped mode has amplitude mu^(t/2), its energy goes with the square. Friction of the ball.

    Raises ``ValueError`` unless 0 < ``momentum`` < 1.
    Source: lecture section 4.5 (equations 8-9).
    """
    momentum_in_range(momentum)
    positive(momentum=momentum)
    return np.log(2.0) / -np.log(momentum)
