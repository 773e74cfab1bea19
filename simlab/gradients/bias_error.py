"""A deliberate error: a constant is added to the gradient.

Formula
    g_i <- g_i + b_i
Symbols
    g the gradient; b = ``bias``, in units of the gradient, one number a coordinate, or one for all. The
    optimizer then minimises f(theta) + b theta: on a quadratic it settles -H^-1 b away from the minimum,
    whatever the learning rate.
Reference
    Lecture 4, section 4.1 (incorrect gradients).
"""

from __future__ import annotations

from simlab.parameters import Parameter

DELIBERATE_ERROR = True
PARAMETERS = {"bias": Parameter("what is added to the gradient", vector=True)}


def modify(gradient, bias):
    """Add ``bias`` [d rows] to ``gradient`` [d rows], in place."""
    for i in range(len(gradient)):
        gradient[i] = gradient[i] + bias[i]
