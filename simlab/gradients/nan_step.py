"""A missing value at a given step: the gradient of that one step is NaN.

Formula
    g <- NaN at t = k, else g
Symbols
    g the gradient; k = ``step``. Unless something later in the chain leaves it out (``skip_batch``), every
    parameter is NaN from then on.
Reference
    Note "Optimisation problems", second point; IEEE 754-2019, section 6.2 (NaN propagates).
"""

from __future__ import annotations

from math import nan

from simlab.lanes import where
from simlab.parameters import Parameter

PARAMETERS = {"step": Parameter("step whose gradient is NaN", minimum=0.0, integer=True)}


def modify(gradient, t, step):
    """Spoil ``gradient`` [d rows] at that step, in place."""
    for i in range(len(gradient)):
        gradient[i] = where(t == step, nan, gradient[i])
