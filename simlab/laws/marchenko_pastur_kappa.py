"""Condition number of linear regression on normalised random data."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import require


def marchenko_pastur_kappa(aspect):
    """Ratio kappa = ((1 + sqrt(g)) / (1 - sqrt(g)))^2, g = d / N features per example.

    The edges (1 -+ sqrt(g))^2 of the spectrum of X^T X / N for independent standardised features and large d:
    what normalisation leaves. 2.48 at g = 0.05; smaller by some percent at d = 200.

    Raises ``ValueError`` unless 0 <= ``aspect`` < 1.
    Source: Marchenko and Pastur, Mathematics of the USSR-Sbornik 1 (1967), 457.
    """
    aspect = np.asarray(aspect, dtype=float)
    require((aspect >= 0) & (aspect < 1), "aspect must be at least 0 and below 1", aspect)
    return np.square((1.0 + np.sqrt(aspect)) / (1.0 - np.sqrt(aspect)))
