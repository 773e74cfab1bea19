"""Two Gaussian wells of unequal depth in a plateau: a global and a local minimum with a saddle between.

Formula
    f(x, y) = 1 - e^(-p) - depth e^(-q)
    p = ((x - 1)^2 + y^2) / (2 width^2),  q = ((x + 1)^2 + y^2) / (2 width^2)
    grad f = (e^(-p) (x - 1, y) + depth e^(-q) (x + 1, y)) / width^2
Symbols
    (x, y) the point; ``depth`` of the left well, the right one's is 1; ``width`` of both. For a depth of
    0.6 and a width of 0.5 the saddle has f = 0.79261; below it the set of lower loss is one or two
    islands, above it one. Each well pulls the minimum of the other a little towards the middle.
Reference
    Lecture 4, figure 1(a).
"""

from __future__ import annotations

from math import exp as exponential

from simlab.lanes import exp, fma
from simlab.parameters import Parameter

DIMENSION = 2
PARAMETERS = {
    "depth": Parameter("depth of the left, shallower well", default=0.6, above=0.0, below=1.0),
    "width": Parameter("width of both wells", default=0.5, above=0.0),
}
DOMAIN = [(-2.0, 2.0), (-1.5, 1.5)]
START = [-0.5, 0.8]
REFERENCE = "Lecture 4, figure 1(a)"


def value_and_gradient(x, gradient, depth, width):
    """Return f at ``x`` [2 rows]; its gradient is written to ``gradient`` [2 rows]."""
    square = width * width
    right, left = x[0] - 1.0, x[0] + 1.0
    deep = exp(-0.5 * fma(right, right, x[1] * x[1]) / square)
    shallow = depth * exp(-0.5 * fma(left, left, x[1] * x[1]) / square)
    gradient[0] = fma(deep, right, shallow * left) / square
    gradient[1] = (deep + shallow) * x[1] / square
    return (1.0 - deep) - shallow


def hessian(x, hessian, depth, width):
    """Second derivatives at ``x`` [2 rows], written to ``hessian`` [4 rows, row-major]."""
    square = width * width
    right, left = x[0] - 1.0, x[0] + 1.0
    deep = exp(-0.5 * fma(right, right, x[1] * x[1]) / square) / square
    shallow = depth * exp(-0.5 * fma(left, left, x[1] * x[1]) / square) / square
    mixed = -(fma(deep, right, shallow * left) * x[1] / square)
    hessian[0] = deep * (1.0 - right * right / square) + shallow * (1.0 - left * left / square)
    hessian[1] = mixed
    hessian[2] = mixed
    hessian[3] = (deep + shallow) * (1.0 - x[1] * x[1] / square)


def optima(dimension: int, depth: float, width: float) -> list[list[float]]:
    """The right minimum: on y = 0 the slope is negative at x = 0 and positive at x = 1; bisection."""
    low, high = 0.0, 1.0
    while low < (middle := 0.5 * (low + high)) < high:
        ratio = depth * exponential(-2.0 * middle / (width * width))  # of the left well to the right one
        if middle - 1.0 + ratio * (middle + 1.0) < 0.0:
            low = middle
        else:
            high = middle
    return [[high, 0.0]]
