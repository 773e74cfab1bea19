"""A deliberate error: the gradient, or each of its coordinates, is multiplied by a wrong factor.

Formula
    g_i <- s_i g_i
Symbols
    g the gradient; s = ``factor``, one number a coordinate, or one for all coordinates, which is then no
    more than another learning rate for gradient descent and nothing at all for Adam. Positive factors leave
    the minimum where it is: near it the modes follow the eigenvalues of S H in place of those of H.
Reference
    Lecture 4, section 4.1 (incorrect gradients).
"""

from __future__ import annotations

from simlab.parameters import Parameter

DELIBERATE_ERROR = True
PARAMETERS = {"factor": Parameter("factor on the gradient", vector=True)}


def modify(gradient, factor):
    """Multiply ``gradient`` [d rows] by ``factor`` [d rows], in place."""
    for i in range(len(gradient)):
        gradient[i] = factor[i] * gradient[i]
