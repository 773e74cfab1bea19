"""Condition number above which a given momentum beats optimal gradient descent."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import momentum_in_range


def momentum_break_even_kappa(momentum):
    """Break-even at kappa = (1 + sqrt(mu)) / (1 - sqrt(mu)); 38 at mu = 0.9.

    With momentum mu no underdamped mode contracts faster than sqrt(mu) a step; optimal gradient descent
    contracts by (kappa - 1) / (kappa + 1). Equate the two. Below this kappa momentum is the slower one.

    Raises ``ValueError`` unless 0 <= ``momentum`` < 1.
    Source: lecture section 4.5 ("mu = 0.9 is reasonable"), made exact.
    """
    momentum_in_range(momentum)
    root = np.sqrt(momentum)
    return (1.0 + root) / (1.0 - root)
