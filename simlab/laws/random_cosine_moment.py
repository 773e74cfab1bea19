"""Moments of the cosine between a random direction and the gradient."""

from __future__ import annotations

import numpy as np
from scipy.special import gammaln

from simlab.laws._domain import require


def random_cosine_moment(dimension, power):
    """E|cos|^p = Gamma(d/2) Gamma((p + 1)/2) / (sqrt(pi) Gamma((d + p)/2)); 1/d for p = 2.

    cos^2 ~ Beta(1/2, (d - 1)/2) for a uniform direction in d dimensions; 3 / (d (d + 2)) for p = 4. The share
    of the steepest slope that a random direction sees.

    Raises ``ValueError`` unless ``dimension`` >= 1 and ``power`` >= 0.
    Source: lecture equation 1; Muirhead, Aspects of Multivariate Statistical Theory (1982), theorem 1.5.7.
    """
    require(np.greater_equal(dimension, 1), "dimension must be at least 1", dimension)
    require(np.greater_equal(power, 0), "power must be at least 0", power)
    half, order = np.multiply(0.5, dimension), np.multiply(0.5, power)
    return np.exp(gammaln(half) + gammaln(order + 0.5) - gammaln(half + order)) / np.sqrt(np.pi)
