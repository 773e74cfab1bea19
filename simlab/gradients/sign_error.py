"""A deliberate error: the wrong sign, of the whole gradient or of one coordinate.

Formula
    g_j <- -g_j,  j = ``coordinate``; all j if it is -1
Symbols
    g the gradient; ``coordinate`` counts from 0. On a quadratic with a minimum, gradient descent then moves
    away by 1 + alpha lambda a step where it should come nearer by 1 - alpha lambda.
Reference
    Lecture 4, section 4.1 (incorrect gradients).
"""

from __future__ import annotations

from simlab.lanes import where
from simlab.parameters import Parameter

DELIBERATE_ERROR = True
PARAMETERS = {
    "coordinate": Parameter("which one, from 0; -1 is all", default=-1.0, minimum=-1.0, integer=True)
}


def modify(gradient, coordinate):
    """Turn the sign in ``gradient`` [d rows], in place."""
    for i in range(len(gradient)):
        wrong = (coordinate == i) | (coordinate < 0.0)
        gradient[i] = where(wrong, -gradient[i], gradient[i])
