"""Chance that the best of several random restarts succeeds."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import require


def best_of_restarts(probability, restarts):
    """P_k = 1 - (1 - p)^k for k independent restarts, each successful with chance p.

    Raises ``ValueError`` unless 0 <= ``probability`` <= 1 and ``restarts`` >= 0.
    Source: lecture section 4.2.
    """
    probability = np.asarray(probability, dtype=float)
    require((probability >= 0) & (probability <= 1), "probability must lie between 0 and 1", probability)
    require(np.greater_equal(restarts, 0), "restarts must be at least 0", restarts)
    return 1.0 - np.power(1.0 - probability, restarts)
