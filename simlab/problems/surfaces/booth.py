"""Booth's function: a mildly stretched quadratic bowl, turned by 45 degrees, away from the origin.

Formula
    f(x, y) = p^2 + q^2,  p = x + 2 y - 7,  q = 2 x + y - 5
    df/dx = 2 p + 4 q,  df/dy = 4 p + 2 q
Symbols
    (x, y) the point. The minimum p = q = 0 is (1, 3). The Hessian has eigenvalues 18 along (1, 1) and 2
    along (1, -1): a condition number of 9.
Reference
    M. Jamil & X.-S. Yang (2013), A literature survey of benchmark functions for global optimisation
    problems, Int. J. Mathematical Modelling and Numerical Optimisation 4(2), 150-194, function 17.
"""

from __future__ import annotations

from simlab.lanes import fma
from simlab.parameters import Parameter

DIMENSION = 2
PARAMETERS: dict[str, Parameter] = {}
DOMAIN = (-10.0, 10.0)
START = [-5.0, 5.0]
REFERENCE = "Jamil & Yang 2013, function 17"

_ROOT_OF_TWO = 1.4142135623730951


def value_and_gradient(x, gradient):
    """Return f at ``x`` [2 rows]; its gradient is written to ``gradient`` [2 rows]."""
    p = fma(2.0, x[1], x[0] - 7.0)
    q = fma(2.0, x[0], x[1] - 5.0)
    gradient[0] = 2.0 * fma(2.0, q, p)
    gradient[1] = 2.0 * fma(2.0, p, q)
    return fma(p, p, q * q)


def hessian(x, hessian):
    """Second derivatives, the same everywhere, written to ``hessian`` [4 rows, row-major]."""
    hessian[0] = 10.0
    hessian[1] = 8.0
    hessian[2] = 8.0
    hessian[3] = 10.0


def residual_count(dimension: int) -> int:
    """Two, sqrt(2) p and sqrt(2) q."""
    return 2


def residuals_and_jacobian(x, residuals, jacobian):
    """Write r_k to ``residuals`` [2 rows] and dr_k/dx_i to ``jacobian`` [4 rows]: f = 1/2 sum_k r_k^2."""
    residuals[0] = _ROOT_OF_TWO * fma(2.0, x[1], x[0] - 7.0)
    residuals[1] = _ROOT_OF_TWO * fma(2.0, x[0], x[1] - 5.0)
    jacobian[0] = _ROOT_OF_TWO
    jacobian[1] = 2.0 * _ROOT_OF_TWO
    jacobian[2] = 2.0 * _ROOT_OF_TWO
    jacobian[3] = _ROOT_OF_TWO


def optima(dimension: int) -> list[list[float]]:
    """The one minimum (1, 3), where f = 0."""
    return [[1.0, 3.0]]
