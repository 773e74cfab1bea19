"""Goldstein and Price's function: four minima in a landscape that spans six decades of loss.

Formula
    f(x, y) = A(s) B(u),  s = x + y,  u = 2 x - 3 y
    A = 1 + (s + 1)^2 (19 - 14 s + 3 s^2),   A' = 12 (s + 1) (s - 1) (s - 2)
    B = 30 + u^2 (18 - 16 u + 3 u^2),        B' = 12 u (u - 1) (u - 3)
    df/dx = A' B + 2 A B',  df/dy = A' B - 3 A B'
Symbols
    (x, y) the point; s and u two oblique coordinates in which the usual polynomial of degree eight is a
    product. Its minima are where A and B both have one: f = 3 at (0, -1), the global minimum, 30 at
    (-0.6, -0.4), 84 at (1.8, 0.2) and 840 at (1.2, 0.8).
Reference
    A. A. Goldstein & J. F. Price (1971), On descent from local minima, Mathematics of Computation 25(115),
    569-574.
"""

from __future__ import annotations

from simlab.lanes import fma
from simlab.parameters import Parameter

DIMENSION = 2
PARAMETERS: dict[str, Parameter] = {}
DOMAIN = (-2.0, 2.0)
START = [-1.0, 1.0]
REFERENCE = "Goldstein & Price 1971, Mathematics of Computation 25(115)"


def value_and_gradient(x, gradient):
    """Return f at ``x`` [2 rows]; its gradient is written to ``gradient`` [2 rows]."""
    s, u = x[0] + x[1], fma(-3.0, x[1], 2.0 * x[0])
    a = fma((s + 1.0) * (s + 1.0), fma(fma(3.0, s, -14.0), s, 19.0), 1.0)
    b = fma(u * u, fma(fma(3.0, u, -16.0), u, 18.0), 30.0)
    along_s = 12.0 * (s + 1.0) * (s - 1.0) * (s - 2.0) * b
    along_u = 12.0 * u * (u - 1.0) * (u - 3.0) * a
    gradient[0] = fma(2.0, along_u, along_s)
    gradient[1] = fma(-3.0, along_u, along_s)
    return a * b


def hessian(x, hessian):
    """Second derivatives at ``x`` [2 rows], written to ``hessian`` [4 rows, row-major]."""
    s, u = x[0] + x[1], fma(-3.0, x[1], 2.0 * x[0])
    a = fma((s + 1.0) * (s + 1.0), fma(fma(3.0, s, -14.0), s, 19.0), 1.0)
    b = fma(u * u, fma(fma(3.0, u, -16.0), u, 18.0), 30.0)
    ss = 12.0 * fma(fma(3.0, s, -4.0), s, -1.0) * b
    su = 144.0 * ((s + 1.0) * (s - 1.0) * (s - 2.0)) * (u * (u - 1.0) * (u - 3.0))
    uu = 12.0 * fma(fma(3.0, u, -8.0), u, 3.0) * a
    mixed = fma(-6.0, uu, ss - su)
    hessian[0] = fma(4.0, su + uu, ss)
    hessian[1] = mixed
    hessian[2] = mixed
    hessian[3] = fma(9.0, uu, fma(-6.0, su, ss))


def optima(dimension: int) -> list[list[float]]:
    """The one global minimum (0, -1), where f = 3."""
    return [[0.0, -1.0]]
