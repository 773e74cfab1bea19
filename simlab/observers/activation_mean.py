"""Mean activation of every layer, the outputs last.

Formula
    1/(N n) sum_n sum_u a_lu(x_n) over the N training examples and the n units of layer l
"""

from __future__ import annotations

LONG_NAME = "mean activation"
UNITS = "1"
DIMENSIONS = ("layer",)


def observe(out, activation_moments):
    """Write the mean of each layer to ``out`` [layers rows]."""
    for layer in range(len(out)):
        out[layer] = activation_moments[2 * layer]
