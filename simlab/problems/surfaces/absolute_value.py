"""A ridge turned over: absolute values, each with its own slope, whose valley has no curvature.

Formula
    f(x) = sum_i slopes_i |x_i|,  df/dx_i = slopes_i sign(x_i),  0 at the kink x_i = 0
Symbols
    x the point; ``slopes`` of the sides, one a coordinate. f is convex but not smooth: 0 is taken from
    the subgradients [-slopes_i, slopes_i] at the kink. The gradient does not fade towards the minimum,
    the origin, so gradient descent of a constant rate ends in a cycle of amplitude <= alpha slopes_i;
    a rate that falls as 1 / sqrt(t) converges. The Hessian is 0 wherever there is one, and is given as
    0 at the kinks too: it does not see them, and kappa is infinite.
Reference
    N. Z. Shor (1985), Minimization Methods for Non-Differentiable Functions, Springer, chapter 2.
"""

from __future__ import annotations

from simlab.lanes import absolute, fma, where
from simlab.parameters import Parameter

DIMENSION = None
PARAMETERS = {
    "slopes": Parameter("slope of the sides", default=[10.0, 1.0], minimum=0.0, vector=True),
}
DOMAIN = (-2.0, 2.0)
START = 1.0
REFERENCE = "Shor 1985, Minimization Methods for Non-Differentiable Functions"


def value_and_gradient(x, gradient, slopes):
    """Return f at ``x`` [d rows]; a subgradient is written to ``gradient`` [d rows]."""
    total = slopes[0] * absolute(x[0])
    for i in range(len(x)):
        gradient[i] = where(x[i] > 0.0, slopes[i], where(x[i] < 0.0, -slopes[i], 0.0 * x[i]))
    for i in range(1, len(x)):
        total = fma(slopes[i], absolute(x[i]), total)
    return total


def hessian(x, hessian):
    """Zero, written to ``hessian`` [d * d rows]."""
    for entry in range(len(x) * len(x)):
        hessian[entry] = 0.0


def optima(dimension: int, slopes: list[float]) -> list[list[float]]:
    """The origin, where f = 0."""
    return [[0.0] * dimension]
