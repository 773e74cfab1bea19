"""Skip bad batches: where the gradient is not finite, or too long, nothing of it is left.

Formula
    g <- 0 if |g| is NaN, infinite or above ``threshold``, else g
Symbols
    g the gradient, as from the examples of one batch; ``threshold`` the longest that is believed. Plain
    gradient descent then stays where it is for a step; an optimizer with momentum moves on with what it has.
Reference
    Note, second bullet (one bad example spoils a batch); the rule of loss scaling, P. Micikevicius et al.
    (2018), Mixed precision training, ICLR, section 3.2, skips steps whose gradient is not finite.
"""

from __future__ import annotations

from simlab.lanes import where
from simlab.lanes.vectors import norm
from simlab.parameters import Parameter

PARAMETERS = {"threshold": Parameter("longest gradient that is believed", default=1e18, above=0.0)}


def modify(gradient, threshold):
    """Replace ``gradient`` [d rows] by 0 where it is bad, in place."""
    believed = norm(gradient) <= threshold
    for i in range(len(gradient)):
        gradient[i] = where(believed, gradient[i], 0.0)
