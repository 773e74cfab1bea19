"""Beale's function: a flat valley between sharp peaks at the corners of its domain.

Formula
    f(x, y) = sum_k r_k^2,  r_k = c_k - x (1 - y^k),  k = 1, 2, 3,  c = (1.5, 2.25, 2.625)
    df/dx = 2 sum_k r_k (y^k - 1),  df/dy = 2 sum_k r_k x k y^(k-1)
Symbols
    (x, y) the point; r_k the residuals, which all vanish at the minimum (3, 0.5). The Hessian there has
    eigenvalues 0.30146 and 48.980. At (0, 1) there is a saddle, f = 14.203. Far to the left, along
    y = 1 - 0.9911 / x, f approaches 0.45201 from above and has no minimum.
Reference
    E. M. L. Beale (1958), On an iterative method for finding a local minimum of a function of more than
    one variable, technical report 25, Princeton University; J. J. More, B. S. Garbow & K. E. Hillstrom
    (1981), Testing unconstrained optimization software, ACM TOMS 7(1), 17-41, problem 5 (start).
"""

from __future__ import annotations

from simlab.lanes import fma
from simlab.parameters import Parameter

DIMENSION = 2
PARAMETERS: dict[str, Parameter] = {}
DOMAIN = (-4.5, 4.5)
START = [1.0, 1.0]
REFERENCE = "Beale 1958; More, Garbow & Hillstrom 1981, ACM TOMS 7(1), problem 5"

_ROOT_OF_TWO = 1.4142135623730951


def value_and_gradient(x, gradient):
    """Return f at ``x`` [2 rows]; its gradient is written to ``gradient`` [2 rows]."""
    y = x[1]
    square = y * y
    first, second, third = y - 1.0, fma(y, y, -1.0), fma(square, y, -1.0)
    r1, r2, r3 = fma(x[0], first, 1.5), fma(x[0], second, 2.25), fma(x[0], third, 2.625)
    gradient[0] = 2.0 * fma(r1, first, fma(r2, second, r3 * third))
    gradient[1] = 2.0 * x[0] * fma(fma(3.0 * r3, y, 2.0 * r2), y, r1)
    return fma(r1, r1, fma(r2, r2, r3 * r3))


def hessian(x, hessian):
    """Second derivatives at ``x`` [2 rows], written to ``hessian`` [4 rows, row-major]."""
    y = x[1]
    square = y * y
    first, second, third = y - 1.0, fma(y, y, -1.0), fma(square, y, -1.0)
    r1, r2, r3 = fma(x[0], first, 1.5), fma(x[0], second, 2.25), fma(x[0], third, 2.625)
    slopes = fma(4.0 * square, fma(2.25, square, 1.0), 1.0)
    p1, p2, p3 = fma(x[0], first, r1), fma(x[0], second, r2), fma(x[0], third, r3)
    mixed = 2.0 * fma(fma(3.0 * p3, y, 2.0 * p2), y, p1)
    hessian[0] = 2.0 * fma(first, first, fma(second, second, third * third))
    hessian[1] = mixed
    hessian[2] = mixed
    hessian[3] = 2.0 * x[0] * fma(x[0], slopes, fma(6.0 * r3, y, 2.0 * r2))


def residual_count(dimension: int) -> int:
    """Three, sqrt(2) r_k."""
    return 3


def residuals_and_jacobian(x, residuals, jacobian):
    """Write sqrt(2) r_k to ``residuals`` [3 rows] and its derivatives to ``jacobian`` [6 rows]."""
    y = x[1]
    first, second, third = y - 1.0, fma(y, y, -1.0), fma(y * y, y, -1.0)
    residuals[0] = _ROOT_OF_TWO * fma(x[0], first, 1.5)
    residuals[1] = _ROOT_OF_TWO * fma(x[0], second, 2.25)
    residuals[2] = _ROOT_OF_TWO * fma(x[0], third, 2.625)
    jacobian[0] = _ROOT_OF_TWO * first
    jacobian[1] = _ROOT_OF_TWO * x[0]
    jacobian[2] = _ROOT_OF_TWO * second
    jacobian[3] = 2.0 * _ROOT_OF_TWO * x[0] * y
    jacobian[4] = _ROOT_OF_TWO * third
    jacobian[5] = 3.0 * _ROOT_OF_TWO * x[0] * (y * y)


def optima(dimension: int) -> list[list[float]]:
    """The one minimum (3, 1/2), where f = 0."""
    return [[3.0, 0.5]]
