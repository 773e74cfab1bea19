"""A deliberate error of a network's backward pass, of one layer or of all.

Formula
    forgotten_slope:     s_z = s_a instead of s_a f'(z)
    missing_bias:        the slopes by the biases stay 0
    transposed_weights:  s_x = W s_z instead of W^T s_z, in layers with as many inputs as units
    wrong_sign:          s_x = -W^T s_z
    forgotten_skip:      s_x of a residual layer without what comes past it
    constant_statistics: s_z of a normalised layer as if mean and variance did not depend on z
    sum_over_batch:      the slopes of all examples are added, not averaged; of all layers
Symbols
    z = W x + b the sums of a layer, a = f(z) its activations, s slopes of the loss. ``error`` chooses one of
    these; ``layer`` counts from 1, the outputs last, and 0 is every layer that can have the error. The loss
    and everything that is recorded of it is right. The error is made where the gradient is computed, so this
    link of the chain has nothing left to do, and ``layer`` has a kernel of its own for every value.
Reference
    Lecture 4, section 4.1 (incorrect gradients).
"""

from __future__ import annotations

from simlab.parameters import Option, Parameter

ACTS = False  # the error is made in the backward pass
DELIBERATE_ERROR = True
PARAMETERS = {
    "layer": Parameter("which layer, from 1; 0 is every one", default=0.0, minimum=0.0, integer=True)
}
OPTIONS = {
    "error": Option(
        "what is wrong",
        (
            "forgotten_slope",
            "missing_bias",
            "transposed_weights",
            "wrong_sign",
            "forgotten_skip",
            "constant_statistics",
            "sum_over_batch",
        ),
        "forgotten_slope",
    ),
}


def modify(gradient, layer):
    """Leave ``gradient`` [d rows] as the backward pass has made it."""
