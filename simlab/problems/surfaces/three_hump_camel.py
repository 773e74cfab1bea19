"""The three-hump camel: a shallow valley with three minima, the middle one global.

Formula
    f(x, y) = 2 x^2 - 1.05 x^4 + x^6 / 6 + x y + y^2
    df/dx = 4 x - 4.2 x^3 + x^5 + y,  df/dy = x + 2 y
Symbols
    (x, y) the point. All stationary points lie on y = -x / 2: the minimum at the origin, f = 0, two
    minima at x = +-1.74755, f = 0.29864, and the saddles between them at x = +-1.07054, f = 0.87736.
Reference
    L. C. W. Dixon & G. P. Szegoe (1975), Towards Global Optimisation, North-Holland; M. Jamil & X.-S. Yang
    (2013), A literature survey of benchmark functions for global optimisation problems, Int. J.
    Mathematical Modelling and Numerical Optimisation 4(2), 150-194.
"""

from __future__ import annotations

from simlab.lanes import fma
from simlab.parameters import Parameter

DIMENSION = 2
PARAMETERS: dict[str, Parameter] = {}
DOMAIN = (-5.0, 5.0)
START = [2.5, -2.0]
REFERENCE = "Dixon & Szegoe 1975, Towards Global Optimisation"


def value_and_gradient(x, gradient):
    """Return f at ``x`` [2 rows]; its gradient is written to ``gradient`` [2 rows]."""
    square = x[0] * x[0]
    gradient[0] = fma(fma(square - 4.2, square, 4.0), x[0], x[1])
    gradient[1] = fma(2.0, x[1], x[0])
    along = fma(fma(square / 6.0 - 1.05, square, 2.0), square, x[0] * x[1])
    return fma(x[1], x[1], along)


def hessian(x, hessian):
    """Second derivatives at ``x`` [2 rows], written to ``hessian`` [4 rows, row-major]."""
    square = x[0] * x[0]
    hessian[0] = fma(fma(5.0, square, -12.6), square, 4.0)
    hessian[1] = 1.0
    hessian[2] = 1.0
    hessian[3] = 2.0


def optima(dimension: int) -> list[list[float]]:
    """The middle minimum, the origin, where f = 0."""
    return [[0.0, 0.0]]
