"""A bad example: a batch that holds one with a missing value has no gradient, it is NaN.

Formula
    g <- NaN with probability 1 - (1 - q)^B, else g
Symbols
    g the gradient, an average over the batch; q = ``share`` of the examples that are bad; B = ``batch``, the
    examples drawn in a step, with replacement. One such step makes every parameter NaN for ever, and a run
    of T steps is lost with probability 1 - (1 - q)^(B T) (law ``nan_contamination_probability``).
Reference
    Note "Optimisation problems", second point; IEEE 754-2019, section 6.2 (NaN propagates).
"""

from __future__ import annotations

from math import nan

from simlab.lanes import power, where
from simlab.parameters import Parameter

PARAMETERS = {
    "share": Parameter("share of the examples that are bad", default=0.001, minimum=0.0, below=1.0),
    "batch": Parameter("examples in a batch", default=1.0, minimum=1.0, integer=True),
}


def modify(gradient, uniforms, share, batch):
    """Spoil ``gradient`` [d rows], in place; only the first row of ``uniforms`` decides."""
    bad = uniforms[0] >= power(1.0 - share, batch)
    for i in range(len(gradient)):
        gradient[i] = where(bad, nan, gradient[i])
