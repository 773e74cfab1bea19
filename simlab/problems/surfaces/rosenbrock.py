"""Rosenbrock's banana: a curved ravine, steep across and nearly flat along its floor.

Formula
    f(x, y) = (a - x)^2 + b (y - x^2)^2
    df/dx = -2 (a - x) - 4 b x (y - x^2),  df/dy = 2 b (y - x^2)
Symbols
    (x, y) the point; ``a`` where on the floor y = x^2 the minimum lies; ``b`` how steep the walls are.
    At the minimum (a, a^2), with a = 1 and b = 100, the Hessian has eigenvalues 0.39936 and 1001.6:
    a condition number of 2508.
Reference
    H. H. Rosenbrock (1960), An automatic method for finding the greatest or least value of a function,
    The Computer Journal 3(3), 175-184 (a = 1, b = 100). Lecture 4, figure 5.
"""

from __future__ import annotations

from simlab.lanes import fma
from simlab.parameters import Parameter

DIMENSION = 2
PARAMETERS = {
    "a": Parameter("first coordinate of the minimum", default=1.0),
    "b": Parameter("steepness of the walls", default=100.0, above=0.0),
}
DOMAIN = [(-2.0, 2.0), (-1.0, 3.0)]
START = [-1.2, 1.0]
REFERENCE = "Rosenbrock 1960, The Computer Journal 3(3)"


def value_and_gradient(x, gradient, a, b):
    """Return f at ``x`` [2 rows]; its gradient is written to ``gradient`` [2 rows]."""
    across = fma(-x[0], x[0], x[1])
    along = a - x[0]
    slope = (2.0 * b) * across
    gradient[0] = -2.0 * fma(x[0], slope, along)
    gradient[1] = slope
    return fma(b * across, across, along * along)


def hessian(x, hessian, b):
    """Second derivatives at ``x`` [2 rows], written to ``hessian`` [4 rows, row-major]."""
    mixed = -4.0 * b * x[0]
    hessian[0] = 2.0 - 4.0 * b * fma(-3.0 * x[0], x[0], x[1])
    hessian[1] = mixed
    hessian[2] = mixed
    hessian[3] = 2.0 * b


def optima(dimension: int, a: float, b: float) -> list[list[float]]:
    """The one minimum (a, a^2), where f = 0."""
    return [[a, a * a]]
