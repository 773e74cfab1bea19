"""Variance of the activations of every layer, the outputs last.

Formula
    1/(N n) sum_n sum_u (a_lu(x_n) - m_l)^2 over the N training examples and the n units of layer l, m_l their
    mean
"""

from __future__ import annotations

LONG_NAME = "variance of the activations"
UNITS = "1"
DIMENSIONS = ("layer",)


def observe(out, activation_moments):
    """Write the variance of each layer to ``out`` [layers rows]."""
    for layer in range(len(out)):
        out[layer] = activation_moments[2 * layer + 1]
