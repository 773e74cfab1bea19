"""The direction of the gradient alone: it is divided by its length, so every step has the learning rate's.

Formula
    g <- g / |g|,  0 if g = 0
Symbols
    g the gradient; |g| its Euclidean length. What follows sees a vector of length 1, so gradient descent
    crosses plateaus and cliffs at one speed but comes no nearer to a minimum than about alpha unless a
    schedule shrinks it. A gradient that is not finite stays so.
Reference
    Y. E. Nesterov (1984), Minimization methods for nonsmooth convex and quasiconvex functions, Matekon 29;
    E. Hazan, K. Levy & S. Shalev-Shwartz (2015), Beyond convexity: stochastic quasi-convex optimization,
    NIPS 28, algorithm 1.
"""

from __future__ import annotations

from simlab.lanes import where
from simlab.lanes.vectors import scaled_norm
from simlab.parameters import Parameter

PARAMETERS: dict[str, Parameter] = {}


def modify(gradient):
    """Give ``gradient`` [d rows] the length 1, in place."""
    scale, length = scaled_norm(gradient)
    divisor = where(length == 0.0, 1.0, length)
    for i in range(len(gradient)):
        gradient[i] = gradient[i] / scale / divisor
