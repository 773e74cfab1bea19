"""The monkey saddle: three valleys and three ridges meet where gradient and Hessian both vanish.

Formula
    f(x, y) = x^3 - 3 x y^2 = Re (x + i y)^3
    df/dx = 3 (x^2 - y^2),  df/dy = -6 x y
Symbols
    (x, y) the point. At the origin the Hessian is 0, so no direction of escape can be read from it; away
    from it the eigenvalues are +-6 r. Gradient flow from (-r, 0) leaves with x' = -3 x^2 and reaches
    infinity at time 1 / (3 r); from (r, 0) it creeps into the saddle as 1 / (3 t). Newton's method
    halves the distance to the saddle in every step.
Reference
    D. Hilbert & S. Cohn-Vossen (1932), Anschauliche Geometrie, Springer, chapter 4; A. Anandkumar & R. Ge
    (2016), Efficient approaches for escaping higher order saddle points in non-convex optimization, COLT.
"""

from __future__ import annotations

from simlab.lanes import fma
from simlab.parameters import Parameter

DIMENSION = 2
PARAMETERS: dict[str, Parameter] = {}
DOMAIN = (-1.5, 1.5)
START = [1.0, 1e-3]
PREDICTABLE_STEPS = 5  # from near the saddle some paths reach infinity in finite time
REFERENCE = "Hilbert & Cohn-Vossen 1932; Anandkumar & Ge 2016, COLT"


def value_and_gradient(x, gradient):
    """Return f at ``x`` [2 rows]; its gradient is written to ``gradient`` [2 rows]."""
    gradient[0] = 3.0 * ((x[0] - x[1]) * (x[0] + x[1]))
    gradient[1] = -6.0 * x[0] * x[1]
    return x[0] * fma(-3.0 * x[1], x[1], x[0] * x[0])


def hessian(x, hessian):
    """Second derivatives at ``x`` [2 rows], written to ``hessian`` [4 rows, row-major]."""
    hessian[0] = 6.0 * x[0]
    hessian[1] = -6.0 * x[1]
    hessian[2] = -6.0 * x[1]
    hessian[3] = -6.0 * x[0]


def optima(dimension: int) -> list[list[float]]:
    """None: f falls without bound along three valleys."""
    return []


def center(dimension: int) -> list[float]:
    """The saddle point, the only stationary one; every curvature there is 0."""
    return [0.0, 0.0]
