"""Gradient noise scale of a network: the batch size at which noise and gradient are of one size.

Formula
    B = tr(Sigma) / |g|^2,  tr(Sigma) = 1/N sum_n |g_n - g|^2, over the N training examples; g_n the gradient
    of the loss of one example, g their mean. The penalty on weights has no part in it, no unit is left out.
    Not for batch normalisation, under which single examples have no gradient, or standardised weights.
Reference
    S. McCandlish et al. (2018), An empirical model of large-batch training, arXiv:1812.06162, equation 2.9.
"""

from __future__ import annotations

LONG_NAME = "gradient noise scale"
UNITS = "examples"


def observe(slope_moments, layer_places):
    """The scale in every lane."""
    layers = len(layer_places)
    square = slope_moments[2 * layers]
    variance = -square
    for layer in range(layers):
        variance = variance + slope_moments[layers + layer]
    return variance / square
