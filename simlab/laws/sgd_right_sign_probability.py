"""Chance that a minibatch's gradient has the right sign."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from simlab.laws._domain import positive


def sgd_right_sign_probability(gradient, sigma, batch=1.0):
    """P = Phi(|g| / s), s = sigma / sqrt(batch): better than 1/2, however large the noise.

    Raises ``ValueError`` unless ``sigma`` and ``batch`` are positive.
    Source: lecture section 4.6 ("right direction on average").
    """
    positive(sigma=sigma, batch=batch)
    return ndtr(np.abs(gradient) * np.sqrt(batch) / np.asarray(sigma, dtype=float))
