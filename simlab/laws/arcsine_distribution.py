"""Distribution function of the arcsine law."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import require


def arcsine_distribution(x, low, high):
    """F(x) = (2 / pi) arcsin(sqrt((x - low) / (high - low))), 0 below ``low`` and 1 above ``high``.

    The invariant law of Chebyshev maps: cos(phi) with phi uniform. Gradient descent on the quartic well with
    learning rate 2 is such a map (degree 3) on (-sqrt(2), sqrt(2)); there the mean loss is 1/8.
    ``ks_distance`` of it measures how far replicates are from that law.

    Raises ``ValueError`` unless ``low`` < ``high``.
    Source: Rivlin, Chebyshev Polynomials (1990), chapter 4.
    """
    require(np.less(low, high), "low must be below high", low)
    share = np.clip(np.subtract(x, low) / np.subtract(high, low), 0.0, 1.0)
    return 2.0 / np.pi * np.arcsin(np.sqrt(share))
