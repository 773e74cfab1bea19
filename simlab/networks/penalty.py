"""The quadratic penalty on weights.

Formula
    R = l2 / 2 sum w^2,  dR/dw = l2 w
"""

from __future__ import annotations

from simlab.lanes.flags import called
from simlab.lanes.ops import fma
from simlab.lanes.team import each, together
from simlab.parameters import Parameter

PARAMETERS = {"l2": Parameter("strength of the penalty on all weights", default=0.0, minimum=0.0)}


@called
def penalty(x, count, l2):
    """R of ``count`` weights ``x``."""
    total = l2 * 0.0
    for i in range(count):
        total = fma(x[i], x[i], total)
    return 0.5 * l2 * total


@called
def add_penalty(x, gradient, count, l2):
    """R of ``count`` weights ``x``; its slopes are added to ``gradient``."""
    total = l2 * 0.0
    for i in range(count):
        total = fma(x[i], x[i], total)
    for i in each(count):
        gradient[i] = fma(l2, x[i], gradient[i])
    together()
    return 0.5 * l2 * total
