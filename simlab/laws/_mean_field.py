"""Signals and gradients through a wide random network, layer by layer."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from simlab.laws._domain import positive, require

# The trapezoidal rule on the whole line converges exponentially for these smooth functions.
_Z = np.linspace(-12.0, 12.0, 2401)
_NORMAL = np.exp(-0.5 * _Z * _Z) * (_Z[1] - _Z[0]) / np.sqrt(2.0 * np.pi)
_BISECTIONS = 60


def chi1(activation: Callable, derivative: Callable, weight_scale, bias_scale):
    """sigma_w^2 E[phi'(sqrt(q) z)^2] at the fixed point q = sigma_w^2 E[phi(sqrt(q) z)^2] + sigma_b^2.

    ``activation`` phi, of size at most 1, and its ``derivative`` act element by element. The largest fixed
    point is found by bisection; it is 0 where no other is left.

    Raises ``ValueError`` unless ``weight_scale`` > 0 and ``bias_scale`` >= 0.
    """
    positive(weight_scale=weight_scale)
    require(np.greater_equal(bias_scale, 0), "bias_scale must be at least 0", bias_scale)
    weight, bias = np.broadcast_arrays(np.square(weight_scale), np.square(bias_scale))

    def mean_square(function, q):
        return (np.square(function(np.sqrt(q)[..., None] * _Z)) * _NORMAL).sum(axis=-1)

    low, high = np.zeros(weight.shape), weight + bias
    for _ in range(_BISECTIONS):
        middle = 0.5 * (low + high)
        grows = weight * mean_square(activation, middle) + bias > middle
        low, high = np.where(grows, middle, low), np.where(grows, high, middle)
    return weight * mean_square(derivative, low)
