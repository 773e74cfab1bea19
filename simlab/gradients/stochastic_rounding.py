"""Stochastic rounding: every coordinate becomes one of the two multiples beside it, on average itself.

Formula
    g_i <- delta floor(g_i / delta + u_i),  u_i ~ U(0, 1), drawn afresh in every step
Symbols
    g the gradient; delta = ``spacing``, the distance between two values that can be sent, in units of the
    gradient. The upper neighbour is taken with the share of the way to it, so the mean is g_i; the variance
    is delta^2 f (1 - f), f the fraction of g_i / delta, at most delta^2 / 4.
Reference
    D. Alistarh et al. (2017), QSGD: communication-efficient SGD via gradient quantization and encoding,
    NIPS 30, section 3.1; S. Gupta et al. (2015), Deep learning with limited numerical precision, ICML.
"""

from __future__ import annotations

from simlab.lanes import floor
from simlab.parameters import Parameter

PARAMETERS = {"spacing": Parameter("distance between two values", above=0.0)}


def modify(gradient, uniforms, spacing):
    """Round ``gradient`` [d rows], in place."""
    for i in range(len(gradient)):
        gradient[i] = spacing * floor(gradient[i] / spacing + uniforms[i])
