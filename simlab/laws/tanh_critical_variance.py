"""Variance of activations deep in a tanh network of critical scale."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive


def tanh_critical_variance(layer):
    """q_l ~ 1 / (2 l) for sigma_w = 1 and no biases, l the number of ``layer``s passed.

    E tanh(sqrt(q) z)^2 = q - 2 q^2 + ..., so that 1/q grows by 2 a layer: a power law, not an exponential.

    Raises ``ValueError`` unless ``layer`` is positive.
    Source: Poole et al. (2016), linearised; own derivation.
    """
    positive(layer=layer)
    return 0.5 / np.asarray(layer, dtype=float)
