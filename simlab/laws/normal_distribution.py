"""Distribution function of the normal law."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from simlab.laws._domain import positive


def normal_distribution(x, mean=0.0, standard_deviation=1.0):
    """F(x) = Phi((x - mean) / standard_deviation), Phi that of N(0, 1).

    ``ks_distance`` of it measures how far replicates are from normal: the stationary law of SGD with Gaussian
    noise on a quadratic is N(0, V), V from ``sgd_stationary_variance``.

    Raises ``ValueError`` unless ``standard_deviation`` > 0.
    Source: any table; SciPy's ``ndtr``.
    """
    positive(standard_deviation=standard_deviation)
    return ndtr(np.subtract(x, mean) / np.asarray(standard_deviation, dtype=float))
