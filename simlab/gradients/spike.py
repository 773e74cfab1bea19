"""A fault at a given step: for some steps the gradient is multiplied by a factor, as by an outlier.

Formula
    g <- s g at the steps k <= t < k + n, else g
Symbols
    g the gradient; k = ``step``; n = ``duration``, the number of steps; s = ``factor``, of any sign, or 0.
    What a run makes of one such step is its answer to an impulse: a momentum buffer remembers it for some
    1/(1 - mu) steps, the squares of Adam for 1/(1 - beta2).
Reference
    Note "Optimisation problems", second point (outliers).
"""

from __future__ import annotations

from simlab.lanes import where
from simlab.parameters import Parameter

PARAMETERS = {
    "step": Parameter("first step of the fault", minimum=0.0, integer=True),
    "duration": Parameter("number of steps", default=1.0, minimum=1.0, integer=True),
    "factor": Parameter("factor on the gradient", default=1000.0),
}


def modify(gradient, t, step, duration, factor):
    """Multiply ``gradient`` [d rows] in place while the fault lasts."""
    lasts = (t >= step) & (t < step + duration)
    for i in range(len(gradient)):
        gradient[i] = where(lasts, factor * gradient[i], gradient[i])
