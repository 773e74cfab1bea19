"""Euclidean norm of the gradient by the weights of every layer, on the batch of the step.

Formula
    sqrt(sum_ij (dL/dw_lij)^2), biases left out; L the loss of the batch. Vanishing and exploding gradients
    are its ratio across the layers.
"""

from __future__ import annotations

from simlab.lanes import fma, sqrt

LONG_NAME = "norm of the gradient by the weights"
UNITS = "1"
DIMENSIONS = ("layer",)


def observe(out, gradient, layer_places):
    """Write the norm for each layer to ``out`` [layers rows]."""
    for layer in range(len(out)):
        first, inputs, outputs = layer_places[layer]
        total = gradient[first] * gradient[first]
        for i in range(first + 1, first + inputs * outputs):
            total = fma(gradient[i], gradient[i], total)
        out[layer] = sqrt(total)
