"""A Gaussian well: a hole of given depth and width in a plateau, where gradients fade exponentially.

Formula
    f(x) = -depth e^(-u),  u = |x|^2 / (2 width^2),  grad f = (depth / width^2) e^(-u) x
Symbols
    x the point; ``depth`` of the minimum, the origin, below the plateau, whose loss is 0; ``width`` the
    distance of the steepest slope from it, where the walls turn from hollow to bulging. Gradient descent
    from a radius r_0 spends about (width^2 / (2 depth alpha)) Ei(u_0) steps on the plateau, which grows
    as e^(u_0) (law ``gaussian_well_steps``). At the minimum the Hessian is depth / width^2 times I.
Reference
    Lecture 4, section 2 (plateaux).
"""

from __future__ import annotations

from simlab.lanes import exp, fma
from simlab.parameters import Parameter

DIMENSION = None
PARAMETERS = {
    "depth": Parameter("depth of the minimum below the plateau", default=1.0, above=0.0),
    "width": Parameter("distance of the steepest slope from the minimum", default=1.0, above=0.0),
}
DOMAIN = (-4.0, 4.0)
START = 2.5
REFERENCE = "Lecture 4, section 2 (plateaux)"


def value_and_gradient(x, gradient, depth, width):
    """Return f at ``x`` [d rows]; its gradient is written to ``gradient`` [d rows]."""
    squares = x[0] * x[0]
    for i in range(1, len(x)):
        squares = fma(x[i], x[i], squares)
    below = depth * exp(-0.5 * squares / (width * width))
    pull = below / (width * width)
    for i in range(len(x)):
        gradient[i] = pull * x[i]
    return -below


def hessian(x, hessian, depth, width):
    """Second derivatives at ``x`` [d rows], written to ``hessian`` [d * d rows, row-major]."""
    d = len(x)
    squares = x[0] * x[0]
    for i in range(1, d):
        squares = fma(x[i], x[i], squares)
    pull = depth * exp(-0.5 * squares / (width * width)) / (width * width)
    for i in range(d):
        for j in range(d):
            hessian[i * d + j] = -pull * ((x[i] * x[j]) / (width * width))
        hessian[i * d + i] = pull + hessian[i * d + i]


def optima(dimension: int, depth: float, width: float) -> list[list[float]]:
    """The origin, where f = -depth."""
    return [[0.0] * dimension]
