"""A deliberate error: the gradient of one coordinate is missing, or a share of it.

Formula
    g_j <- (1 - s) g_j,  j = ``coordinate``
Symbols
    g the gradient; ``coordinate`` counts from 0; s = ``share``, how much of it is dropped. With s = 1 that
    coordinate never moves and the others settle where they do best beside it.
Reference
    Lecture 4, section 4.1 (incorrect gradients).
"""

from __future__ import annotations

from simlab.lanes import where
from simlab.parameters import Parameter

DELIBERATE_ERROR = True
PARAMETERS = {
    "coordinate": Parameter("which one, from 0", minimum=0.0, integer=True),
    "share": Parameter("how much of it is dropped", default=1.0, minimum=0.0, maximum=1.0),
}


def modify(gradient, coordinate, share):
    """Drop a part of ``gradient`` [d rows], in place."""
    for i in range(len(gradient)):
        gradient[i] = where(coordinate == i, (1.0 - share) * gradient[i], gradient[i])
