"""Length of the last step of every layer's weights, relative to the weights before it.

Formula
    |w_l(t) - w_l(t - 1)| / |w_l(t - 1)|, biases left out; 0 at step 0, infinite for weights that were all 0.
    About 1e-3 is usual in training that works.
Reference
    A. Karpathy (2015), CS231n, Neural networks part 3: ratio of weights to updates.
"""

from __future__ import annotations

from simlab.lanes import fma, sqrt, where

LONG_NAME = "length of the last step relative to the weights"
UNITS = "1"
DIMENSIONS = ("layer",)


def observe(out, theta, previous, layer_places):
    """Write the ratio for each layer to ``out`` [layers rows]."""
    for layer in range(len(out)):
        first, inputs, outputs = layer_places[layer]
        change = theta[first] - previous[first]
        steps, weights = change * change, previous[first] * previous[first]
        for i in range(first + 1, first + inputs * outputs):
            change = theta[i] - previous[i]
            steps = fma(change, change, steps)
            weights = fma(previous[i], previous[i], weights)
        out[layer] = where(steps == 0.0, steps, sqrt(steps) / sqrt(weights))
