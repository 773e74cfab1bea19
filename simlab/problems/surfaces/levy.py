"""Levy and Montalvo's function: a wavy bowl whose waves are steep in all but the last coordinate.

Formula
    f(x) = sin^2(pi y_1) + sum_{i<d} y_i^2 (1 + 10 sin^2(pi y_i + 1)) + y_d^2 (1 + sin^2(2 pi y_d))
Symbols
    x the point; y = (x - 1) / 4, that is w - 1 of the usual w = 1 + (x - 1) / 4, so that no digits are
    lost around the minimum x = (1, ..., 1), f = 0. The sum is separable, so the Hessian is diagonal. The
    kernel takes sin^2(z) = (1 - cos(2 z)) / 2 from one angle wherever no digits are lost by it.
Reference
    A. V. Levy & A. Montalvo (1985), The tunneling algorithm for the global minimization of functions,
    SIAM J. Sci. Stat. Comput. 6(1), 15-29; this form: M. Laguna & R. Marti (2005), J. Global Optimization
    33(2), 235-255.
"""

from __future__ import annotations

from simlab.lanes import cos, fma, sin
from simlab.parameters import Parameter

DIMENSION = None
PARAMETERS: dict[str, Parameter] = {}
DOMAIN = (-10.0, 10.0)
START = -4.0
REFERENCE = "Levy & Montalvo 1985, SIAM J. Sci. Stat. Comput. 6(1); Laguna & Marti 2005"


def value_and_gradient(x, gradient):
    """Return f at ``x`` [d rows]; its gradient is written to ``gradient`` [d rows]."""
    last = len(x) - 1
    y = 0.25 * (x[last] - 1.0)
    turn = 12.566370614359172 * y
    factor = fma(-0.5, cos(turn), 1.5)
    gradient[last] = 0.25 * y * fma(6.283185307179586 * y, sin(turn), 2.0 * factor)
    total = y * y * factor
    for i in range(last):
        y = 0.25 * (x[i] - 1.0)
        turn = fma(6.283185307179586, y, 2.0)
        factor = fma(-5.0, cos(turn), 6.0)
        gradient[i] = 0.25 * y * fma(31.41592653589793 * y, sin(turn), 2.0 * factor)
        total = fma(y * y, factor, total)
    y = 0.25 * (x[0] - 1.0)
    wave = sin(3.141592653589793 * y)
    gradient[0] = fma(0.7853981633974483, sin(6.283185307179586 * y), gradient[0])
    return fma(wave, wave, total)


def hessian(x, hessian):
    """Second derivatives at ``x`` [d rows], written to ``hessian`` [d * d rows, row-major]."""
    d = len(x)
    for i in range(d):
        y = 0.25 * (x[i] - 1.0)
        turn = fma(6.283185307179586, y, 2.0)
        bend = 0.5 * fma(-5.0, cos(turn), 6.0) + 31.41592653589793 * y * sin(turn)
        for j in range(d):
            hessian[i * d + j] = 0.0
        hessian[i * d + i] = 0.25 * fma(49.34802200544679 * y * y, cos(turn), bend)
    y = 0.25 * (x[d - 1] - 1.0)
    turn = 12.566370614359172 * y
    bend = 0.5 * fma(-0.5, cos(turn), 1.5) + 6.283185307179586 * y * sin(turn)
    hessian[d * d - 1] = 0.25 * fma(19.739208802178716 * y * y, cos(turn), bend)
    hessian[0] = fma(1.2337005501361697, cos(1.5707963267948966 * (x[0] - 1.0)), hessian[0])


def optima(dimension: int) -> list[list[float]]:
    """The point (1, ..., 1), where f = 0."""
    return [[1.0] * dimension]
