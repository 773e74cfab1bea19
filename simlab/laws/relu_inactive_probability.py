"""Chance that a ReLU unit is inactive."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from simlab.laws._domain import positive


def relu_inactive_probability(bias, scale):
    """P(z < 0) = Phi(-b / sigma_z), z ~ N(b, sigma_z^2): a positive bias helps only at small scales.

    Raises ``ValueError`` unless ``scale`` is positive.
    Source: lecture section 4.7, equation 15 (bias 0.1).
    """
    positive(scale=scale)
    return ndtr(-np.asarray(bias, dtype=float) / np.asarray(scale, dtype=float))
