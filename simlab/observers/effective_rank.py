"""Effective rank of every layer's weights: how many independent directions its units look along.

Formula
    (tr G)^2 / tr(G^2) = (sum_k s_k^2)^2 / sum_k s_k^4, G = W W^T, s the singular values of the weights W of
    the layer: 1 if all units are multiples of one another, at most the smaller of units and inputs. 0 if
    all weights are 0.
"""

from __future__ import annotations

from simlab.lanes import fma, where

LONG_NAME = "effective rank of the weights"
UNITS = "1"
DIMENSIONS = ("layer",)


def observe(out, theta, layer_places):
    """Write the rank of each layer to ``out`` [layers rows]."""
    for layer in range(len(out)):
        first, inputs, outputs = layer_places[layer]
        trace = theta[first] - theta[first]
        squares = trace
        for one in range(outputs):
            for other in range(outputs):
                product = theta[first] - theta[first]
                for i in range(first, first + inputs):
                    product = fma(theta[i + one * inputs], theta[i + other * inputs], product)
                squares = fma(product, product, squares)
            for i in range(first + one * inputs, first + (one + 1) * inputs):
                trace = fma(theta[i], theta[i], trace)
        out[layer] = where(squares == 0.0, squares, trace * trace / where(squares == 0.0, 1.0, squares))
