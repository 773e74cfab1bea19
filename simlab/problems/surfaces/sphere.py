"""The sphere: the squared distance from the origin, the simplest surface with a minimum.

Formula
    f(x) = sum_i x_i^2,  df/dx_i = 2 x_i,  Hessian = 2 I
Symbols
    x the point. Gradient descent multiplies it by 1 - 2 alpha in every step: alpha = 1/2 arrives at once,
    alpha >= 1 never. For curvatures of your choice take ``quadratic``, which has the factor 1/2.
Reference
    K. A. De Jong (1975), An analysis of the behavior of a class of genetic adaptive systems, thesis,
    University of Michigan, function F1.
"""

from __future__ import annotations

from simlab.lanes import fma
from simlab.parameters import Parameter

DIMENSION = None
PARAMETERS: dict[str, Parameter] = {}
DOMAIN = (-5.12, 5.12)
START = 1.0
REFERENCE = "De Jong 1975, function F1"


def value_and_gradient(x, gradient):
    """Return f at ``x`` [d rows]; its gradient is written to ``gradient`` [d rows]."""
    gradient[0] = 2.0 * x[0]
    total = x[0] * x[0]
    for i in range(1, len(x)):
        gradient[i] = 2.0 * x[i]
        total = fma(x[i], x[i], total)
    return total


def hessian(x, hessian):
    """Twice the identity, written to ``hessian`` [d * d rows, row-major]."""
    d = len(x)
    for i in range(d):
        for j in range(d):
            hessian[i * d + j] = 0.0
        hessian[i * d + i] = 2.0


def optima(dimension: int) -> list[list[float]]:
    """The origin, where f = 0."""
    return [[0.0] * dimension]
