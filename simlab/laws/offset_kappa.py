"""Condition number of linear regression without bias on data off the origin."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive


def offset_kappa(dimension, offset):
    """Ratio kappa = 1 + d m^2, inputs N(m (1, ..., 1), I_d).

    E x x^T = I + m^2 1 1^T: the stiff direction is (1, ..., 1). Inputs of another scale in one coordinate,
    s against 1, have kappa = s^2 instead.

    Raises ``ValueError`` unless ``dimension`` is positive.
    Source: lecture figure 6(b).
    """
    positive(dimension=dimension)
    return 1.0 + np.multiply(dimension, np.square(offset))
