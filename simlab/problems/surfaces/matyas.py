"""Matyas' function: a quadratic ravine along the diagonal, of condition number 25.

Formula
    f(x, y) = 0.26 (x^2 + y^2) - 0.48 x y
    df/dx = 0.52 x - 0.48 y,  df/dy = 0.52 y - 0.48 x
Symbols
    (x, y) the point. The minimum is the origin, f = 0. The Hessian has eigenvalues 1 along (1, -1) and
    0.04 along (1, 1).
Reference
    J. Matyas (1965), Random optimization, Automation and Remote Control 26(2), 246-253.
"""

from __future__ import annotations

from simlab.lanes import fma
from simlab.parameters import Parameter

DIMENSION = 2
PARAMETERS: dict[str, Parameter] = {}
DOMAIN = (-10.0, 10.0)
START = [8.0, -2.0]
REFERENCE = "Matyas 1965, Automation and Remote Control 26(2)"


def value_and_gradient(x, gradient):
    """Return f at ``x`` [2 rows]; its gradient is written to ``gradient`` [2 rows]."""
    gradient[0] = fma(0.52, x[0], -0.48 * x[1])
    gradient[1] = fma(0.52, x[1], -0.48 * x[0])
    return 0.5 * fma(gradient[0], x[0], gradient[1] * x[1])


def hessian(x, hessian):
    """Second derivatives, the same everywhere, written to ``hessian`` [4 rows, row-major]."""
    hessian[0] = 0.52
    hessian[1] = -0.48
    hessian[2] = -0.48
    hessian[3] = 0.52


def optima(dimension: int) -> list[list[float]]:
    """The origin, where f = 0."""
    return [[0.0, 0.0]]
