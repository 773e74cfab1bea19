"""A saddle: a valley in one coordinate, a ridge in the other, and no minimum.

Formula
    f(x, y) = (a x^2 - b y^2) / 2,  df/dx = a x,  df/dy = -b y
Symbols
    (x, y) the point; ``a`` the upward curvature along x; ``b`` the downward curvature along y. Gradient
    descent multiplies x by 1 - alpha a and y by 1 + alpha b in every step, so it leaves the ridge at the
    rate ln(1 + alpha b), and never if y = 0.
Reference
    Lecture 4, figure 2(b); Y. N. Dauphin et al. (2014), Identifying and attacking the saddle point
    problem in high-dimensional non-convex optimization, NeurIPS 27, equation 1.
"""

from __future__ import annotations

from simlab.lanes import fma
from simlab.parameters import Parameter

DIMENSION = 2
PARAMETERS = {
    "a": Parameter("upward curvature along the first coordinate", default=1.0, above=0.0),
    "b": Parameter("downward curvature along the second coordinate", default=1.0, above=0.0),
}
DOMAIN = (-2.0, 2.0)
START = [1.0, 1e-6]
REFERENCE = "Lecture 4, figure 2(b); Dauphin et al. 2014, eq. 1"


def value_and_gradient(x, gradient, a, b):
    """Return f at ``x`` [2 rows]; its gradient is written to ``gradient`` [2 rows]."""
    gradient[0] = a * x[0]
    gradient[1] = -b * x[1]
    return 0.5 * fma(gradient[0], x[0], gradient[1] * x[1])


def hessian(x, hessian, a, b):
    """Second derivatives, the same everywhere, written to ``hessian`` [4 rows, row-major]."""
    hessian[0] = a
    hessian[1] = 0.0 * a
    hessian[2] = 0.0 * a
    hessian[3] = -b


def optima(dimension: int, a: float, b: float) -> list[list[float]]:
    """None: f falls without bound along the ridge."""
    return []


def center(dimension: int, a: float, b: float) -> list[float]:
    """The saddle point, where the curvatures of the scenario's constants are taken."""
    return [0.0, 0.0]
