"""Rastrigin's function: a bowl with a regular lattice of local minima, 11^d of them in its domain.

Formula
    f(x) = sum_i [amplitude (1 - cos(2 pi x_i)) + x_i^2]
    df/dx_i = 2 x_i + 2 pi amplitude sin(2 pi x_i)
Symbols
    x the point; ``amplitude`` half the height of the ripple. The global minimum is the origin, f = 0;
    for ``amplitude`` = 10 there is a local minimum next to every point k of integers, f = 0.995 |k|^2. The
    Hessian is diagonal, 2 + 4 pi^2 amplitude cos(2 pi x_i), at the minimum 396.78 times the identity.
Reference
    L. A. Rastrigin (1974), Systems of Extremal Control, Nauka (d = 2); H. Muehlenbein, M. Schomisch &
    J. Born (1991), The parallel genetic algorithm as function optimizer, Parallel Computing 17(6-7),
    619-632 (any d).
"""

from __future__ import annotations

from simlab.lanes import cos, fma, sin
from simlab.parameters import Parameter

DIMENSION = None
PARAMETERS = {"amplitude": Parameter("half the height of the ripple", default=10.0, minimum=0.0)}
DOMAIN = (-5.12, 5.12)
START = 3.3
REFERENCE = "Rastrigin 1974; Muehlenbein et al. 1991, Parallel Computing 17(6-7)"


def value_and_gradient(x, gradient, amplitude):
    """Return f at ``x`` [d rows]; its gradient is written to ``gradient`` [d rows]."""
    total = 0.0 * amplitude
    for i in range(len(x)):
        angle = 6.283185307179586 * x[i]
        gradient[i] = fma(6.283185307179586 * amplitude, sin(angle), 2.0 * x[i])
        total = total + fma(x[i], x[i], amplitude * (1.0 - cos(angle)))
    return total


def hessian(x, hessian, amplitude):
    """Second derivatives at ``x`` [d rows], written to ``hessian`` [d * d rows, row-major]."""
    d = len(x)
    for i in range(d):
        for j in range(d):
            hessian[i * d + j] = 0.0 * amplitude
        hessian[i * d + i] = fma(39.47841760435743 * amplitude, cos(6.283185307179586 * x[i]), 2.0)


def optima(dimension: int, amplitude: float) -> list[list[float]]:
    """The origin, where f = 0."""
    return [[0.0] * dimension]
