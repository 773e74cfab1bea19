"""Weight standardisation: the weights of every unit with mean 0 and variance 1.

Formula
    V_oi = (W_oi - m_o) r_o,  r_o = 1/sqrt(v_o + eps)
    g_W = r (g_V - mean(g_V) - V mean(g_V V))
Symbols
    W weights of unit o for input i, V those that the sums take; m, v mean and variance (divided by the
    number) over the inputs; g_W, g_V slopes of the loss with respect to W and to V, means over the inputs.
    The slopes of a unit add up to 0, and but for eps they are perpendicular to its weights.
Reference
    Qiao, Wang, Liu, Shen and Yuille, Micro-batch training with batch-channel normalization and weight
    standardization, 2019, arXiv:1903.10520, equations 7 to 9 and 14.
"""

from __future__ import annotations

from simlab.lanes.flags import called
from simlab.lanes.ops import fma, sqrt
from simlab.lanes.team import each, together


@called
def standardise(weights, standard, inverse, eps, outputs, inputs):
    """Write V [outputs * inputs rows] to ``standard`` and r [outputs rows] to ``inverse``."""
    for o in each(outputs):
        first, end = o * inputs, (o + 1) * inputs
        total = weights[first]
        for i in range(first + 1, end):
            total = total + weights[i]
        mean = total / inputs
        square = (weights[first] - mean) * (weights[first] - mean)
        for i in range(first + 1, end):
            distance = weights[i] - mean
            square = fma(distance, distance, square)
        inverse[o] = 1.0 / sqrt(square / inputs + eps)
        for i in range(first, end):
            standard[i] = (weights[i] - mean) * inverse[o]
    together()


@called
def standardise_back(slopes, standard, inverse, outputs, inputs):
    """The slopes with respect to V become those with respect to W."""
    for o in each(outputs):
        first, end = o * inputs, (o + 1) * inputs
        total, along = slopes[first], slopes[first] * standard[first]
        for i in range(first + 1, end):
            total = total + slopes[i]
            along = fma(slopes[i], standard[i], along)
        mean, along = total / inputs, along / inputs
        for i in range(first, end):
            slopes[i] = inverse[o] * (slopes[i] - mean - standard[i] * along)
    together()
