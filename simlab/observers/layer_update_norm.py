"""Euclidean length of the last step of the weights of every layer.

Formula
    sqrt(sum_ij (w_lij(t) - w_lij(t - 1))^2), biases left out; 0 at step 0
"""

from __future__ import annotations

from simlab.lanes import fma, sqrt

LONG_NAME = "length of the last step of the weights"
UNITS = "1"
DIMENSIONS = ("layer",)


def observe(out, theta, previous, layer_places):
    """Write the length for each layer to ``out`` [layers rows]."""
    for layer in range(len(out)):
        first, inputs, outputs = layer_places[layer]
        change = theta[first] - previous[first]
        total = change * change
        for i in range(first + 1, first + inputs * outputs):
            change = theta[i] - previous[i]
            total = fma(change, change, total)
        out[layer] = sqrt(total)
