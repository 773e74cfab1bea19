"""Chance that a random symmetric matrix has positive eigenvalues only."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import require


def goe_positive_probability(dimension):
    """P = 1/2, 1/2 - sqrt(2)/4 and (pi - 2 sqrt(2)) / (4 pi) for ``dimension`` 1, 2 and 3.

    Gaussian orthogonal ensemble, H = (A + A^T) / 2 with A of independent normal entries: integrate the joint
    density of the eigenvalues, prod |l_i - l_j| exp(-sum l^2 / 2), over the positive orthant. The chance that
    a random critical point is a minimum; about 3^(-n^2 / 4) for large n, so that nearly all are saddles.

    Raises ``ValueError`` for any other ``dimension``.
    Source: Dean and Majumdar, Physical Review Letters 97 (2006), 160201.
    """
    dimension = np.asarray(dimension, dtype=float)
    require(np.isin(dimension, (1.0, 2.0, 3.0)), "dimension must be 1, 2 or 3", dimension)
    table = np.array([0.5, 0.5 - np.sqrt(2.0) / 4.0, 0.25 - np.sqrt(0.5) / np.pi])
    return table[dimension.astype(int) - 1]
