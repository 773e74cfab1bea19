"""Expected loss of the best of several random restarts."""

from __future__ import annotations

import numpy as np

from simlab.laws.best_of_restarts import best_of_restarts


def best_of_restarts_loss(probability, restarts, best, other):
    """E L_k = L_best + (L_other - L_best) (1 - p)^k, two minima, the better one found with chance p.

    Raises ``ValueError`` unless 0 <= ``probability`` <= 1 and ``restarts`` >= 0.
    Source: lecture section 4.2.
    """
    return np.add(best, np.subtract(other, best) * (1.0 - best_of_restarts(probability, restarts)))
