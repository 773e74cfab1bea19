"""Himmelblau's function: four equally deep minima around one hill, hence four basins.

Formula
    f(x, y) = (x^2 + y - 11)^2 + (x + y^2 - 7)^2
    df/dx = 4 x p + 2 q,  df/dy = 2 p + 4 y q,  with p = x^2 + y - 11 and q = x + y^2 - 7
Symbols
    (x, y) the point. The four minima solve p = q = 0, so f = 0 in all of them; (3, 2) is one. There are
    four saddles and one local maximum, near (-0.2708, -0.9230).
Reference
    D. M. Himmelblau (1972), Applied Nonlinear Programming, McGraw-Hill.
"""

from __future__ import annotations

from simlab.lanes import fma
from simlab.parameters import Parameter

DIMENSION = 2
PARAMETERS: dict[str, Parameter] = {}
DOMAIN = (-5.0, 5.0)
START = [0.0, 0.0]
REFERENCE = "Himmelblau 1972, Applied Nonlinear Programming"

_ROOT_OF_TWO = 1.4142135623730951
_NEAR_THE_MINIMA = [(3.0, 2.0), (-2.8, 3.1), (-3.8, -3.3), (3.6, -1.8)]


def value_and_gradient(x, gradient):
    """Return f at ``x`` [2 rows]; its gradient is written to ``gradient`` [2 rows]."""
    p = fma(x[0], x[0], x[1] - 11.0)
    q = fma(x[1], x[1], x[0] - 7.0)
    gradient[0] = 2.0 * fma(2.0 * x[0], p, q)
    gradient[1] = 2.0 * fma(2.0 * x[1], q, p)
    return fma(p, p, q * q)


def hessian(x, hessian):
    """Second derivatives at ``x`` [2 rows], written to ``hessian`` [4 rows, row-major]."""
    mixed = 4.0 * (x[0] + x[1])
    hessian[0] = fma(12.0 * x[0], x[0], 4.0 * x[1] - 42.0)
    hessian[1] = mixed
    hessian[2] = mixed
    hessian[3] = fma(12.0 * x[1], x[1], 4.0 * x[0] - 26.0)


def residual_count(dimension: int) -> int:
    """Two, sqrt(2) p and sqrt(2) q."""
    return 2


def residuals_and_jacobian(x, residuals, jacobian):
    """Write r_k to ``residuals`` [2 rows] and dr_k/dx_i to ``jacobian`` [4 rows]: f = 1/2 sum_k r_k^2."""
    residuals[0] = _ROOT_OF_TWO * fma(x[0], x[0], x[1] - 11.0)
    residuals[1] = _ROOT_OF_TWO * fma(x[1], x[1], x[0] - 7.0)
    jacobian[0] = 2.0 * _ROOT_OF_TWO * x[0]
    jacobian[1] = _ROOT_OF_TWO
    jacobian[2] = _ROOT_OF_TWO
    jacobian[3] = 2.0 * _ROOT_OF_TWO * x[1]


def optima(dimension: int) -> list[list[float]]:
    """The four minima in float64: Newton's method on p = q = 0 from points near them."""
    return [_root(x, y) for x, y in _NEAR_THE_MINIMA]


def _root(x: float, y: float) -> list[float]:
    """The solution of p = q = 0 next to (x, y); eight steps are twice what full precision takes."""
    for _ in range(8):
        p, q = x * x + y - 11.0, x + y * y - 7.0
        determinant = 4.0 * x * y - 1.0
        x, y = x - (2.0 * y * p - q) / determinant, y - (2.0 * x * q - p) / determinant
    return [x, y]
