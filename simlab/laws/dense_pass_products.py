"""Arithmetic of the matrix products of one pass through a dense network, forward and back."""

from __future__ import annotations

import numpy as np

from simlab.laws._domain import positive, require


def dense_pass_products(batch, inputs, width, hidden_layers, outputs=1):
    """2 B (3 W - W_1) additions and multiplications, W all weights and W_1 those of the first layer.

    Every weight is multiplied and added once for each of the B examples on the way forward, and twice on the
    way back: for its own slope and for the slope of its input, which the first layer has no use for.
    W_1 = inputs width, W = W_1 + (hidden_layers - 1) width^2 + width outputs.

    Raises ``ValueError`` unless batch, inputs, width, outputs > 0 and ``hidden_layers`` >= 1. Exact for the
    products; biases, activations and the loss come on top.
    Source: D. E. Rumelhart, G. E. Hinton & R. J. Williams (1986), Nature 323, equations 4 to 7, counted.
    """
    positive(batch=batch, inputs=inputs, width=width, outputs=outputs)
    require(np.greater_equal(hidden_layers, 1), "hidden_layers must be at least 1", hidden_layers)
    first = np.multiply(inputs, width)
    rest = np.multiply(np.subtract(hidden_layers, 1) * width + outputs, width)
    return 2.0 * np.asarray(batch, dtype=float) * (2.0 * first + 3.0 * rest)
