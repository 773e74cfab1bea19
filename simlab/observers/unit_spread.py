"""How much the units of every layer differ in their weights: 0 if all are the same, as symmetry keeps them.

Formula
    sqrt(sum_u |w_u - m|^2 / sum_u |w_u|^2), w_u the weights from the inputs of the layer to unit u, m their
    mean over the units; between 0 and 1. 0 if all weights are 0.
"""

from __future__ import annotations

from simlab.lanes import fma, sqrt, where

LONG_NAME = "spread of the weights between units"
UNITS = "1"
DIMENSIONS = ("layer",)


def observe(out, theta, layer_places):
    """Write the spread of each layer to ``out`` [layers rows]."""
    for layer in range(len(out)):
        first, inputs, outputs = layer_places[layer]
        apart = theta[first] - theta[first]
        whole = apart
        for i in range(first, first + inputs):
            mean = theta[i]
            for unit in range(1, outputs):
                mean = mean + theta[i + unit * inputs]
            mean = mean / outputs
            for unit in range(outputs):
                weight = theta[i + unit * inputs]
                apart = fma(weight - mean, weight - mean, apart)
                whole = fma(weight, weight, whole)
        out[layer] = where(whole == 0.0, whole, sqrt(apart / where(whole == 0.0, 1.0, whole)))
