"""Euclidean norm of the weights of every layer.

Formula
    sqrt(sum_ij w_lij^2), biases left out
"""

from __future__ import annotations

from simlab.lanes import fma, sqrt

LONG_NAME = "norm of the weights"
UNITS = "1"
DIMENSIONS = ("layer",)


def observe(out, theta, layer_places):
    """Write the norm of each layer to ``out`` [layers rows]."""
    for layer in range(len(out)):
        first, inputs, outputs = layer_places[layer]
        total = theta[first] * theta[first]
        for i in range(first + 1, first + inputs * outputs):
            total = fma(theta[i], theta[i], total)
        out[layer] = sqrt(total)
