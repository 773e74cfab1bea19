"""Condition number of linear regression with bias on data off the origin."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive


def offset_bias_kappa(dimension, offset):
    """Ratio kappa = ((M + sqrt(M^2 + 4)) / 2)^4, M^2 = d m^2, inputs N(m (1, ..., 1), I_d) and a bias unit.

    Along (1, ..., 1) and the bias the second moments are [[1 + M^2, M], [M, 1]], of determinant 1; its
    eigenvalues g^2 and g^-2 with g = (M + sqrt(M^2 + 4)) / 2 enclose the others, 1. About M^4 for large
    offsets, far worse than the 1 + M^2 without a bias.

    Raises ``ValueError`` unless ``dimension`` is positive.
    Source: lecture figure 6(b); own derivation.
    """
    positive(dimension=dimension)
    shift = np.sqrt(np.asarray(dimension, dtype=float)) * np.abs(offset)
    return np.power(0.5 * (shift + np.sqrt(np.square(shift) + 4.0)), 4.0)
