"""Easom's function: a narrow hole in a plain that is flat to the last bit.

Formula
    f(x, y) = -cos(x) cos(y) e^(-(x - pi)^2 - (y - pi)^2) = -cos(u) cos(v) e^(-u^2 - v^2)
    df/dx = (sin u + 2 u cos u) cos(v) e^(-u^2 - v^2),  df/dy the same with u and v exchanged
Symbols
    (x, y) the point; u = x - pi, v = y - pi. The minimum is (pi, pi), f = -1, with Hessian 3 I. The usual
    domain is +-100; beyond a distance of 27.3 f and its gradient are 0 in double precision (10.2 in
    single), so DOMAIN here is the part in which there is something to see. Outside the hole,
    |u|, |v| < pi / 2, there are ripples of |f| < 0.01, local minima among them.
Reference
    E. E. Easom (1990), A survey of global optimization techniques, M. Eng. thesis, University of
    Louisville.
"""

from __future__ import annotations

from simlab.lanes import cos, exp, fma, sin
from simlab.parameters import Parameter

DIMENSION = 2
PARAMETERS: dict[str, Parameter] = {}
DOMAIN = (0.0, 6.0)
START = [2.0, 2.0]
REFERENCE = "Easom 1990, University of Louisville"


def value_and_gradient(x, gradient):
    """Return f at ``x`` [2 rows]; its gradient is written to ``gradient`` [2 rows]."""
    u, v = x[0] - 3.141592653589793, x[1] - 3.141592653589793
    bell = exp(-fma(u, u, v * v))
    gradient[0] = bell * cos(v) * fma(2.0 * u, cos(u), sin(u))
    gradient[1] = bell * cos(u) * fma(2.0 * v, cos(v), sin(v))
    return -(cos(u) * cos(v) * bell)


def hessian(x, hessian):
    """Second derivatives at ``x`` [2 rows], written to ``hessian`` [4 rows, row-major]."""
    u, v = x[0] - 3.141592653589793, x[1] - 3.141592653589793
    bell = exp(-fma(u, u, v * v))
    mixed = -(bell * fma(2.0 * u, cos(u), sin(u)) * fma(2.0 * v, cos(v), sin(v)))
    hessian[0] = bell * cos(v) * fma(fma(-4.0 * u, u, 3.0), cos(u), -4.0 * u * sin(u))
    hessian[1] = mixed
    hessian[2] = mixed
    hessian[3] = bell * cos(u) * fma(fma(-4.0 * v, v, 3.0), cos(v), -4.0 * v * sin(v))


def optima(dimension: int) -> list[list[float]]:
    """The bottom of the hole (pi, pi), where f = -1."""
    return [[3.141592653589793, 3.141592653589793]]
