"""Styblinski and Tang's function: a tilted double well in every coordinate, 2^d minima in all.

Formula
    f(x) = 1/2 sum_i (x_i^4 - 16 x_i^2 + 5 x_i),  df/dx_i = 2 x_i^3 - 16 x_i + 5/2
Symbols
    x the point. The coordinates are independent: each has its deep well at -2.90353, where it adds
    -39.16617 to f, a shallow one at 2.74680 (-25.02946), and the divide between them at 0.15673. From
    uniform starts in the domain gradient flow finds the global minimum with probability 0.51567^d.
Reference
    M. A. Styblinski & T.-S. Tang (1990), Experiments in nonconvex optimization: stochastic approximation
    with function smoothing and simulated annealing, Neural Networks 3(4), 467-483.
"""

from __future__ import annotations

from simlab.lanes import fma
from simlab.parameters import Parameter

DIMENSION = None
PARAMETERS: dict[str, Parameter] = {}
DOMAIN = (-5.0, 5.0)
START = 0.0
REFERENCE = "Styblinski & Tang 1990, Neural Networks 3(4)"


def value_and_gradient(x, gradient):
    """Return f at ``x`` [d rows]; its gradient is written to ``gradient`` [d rows]."""
    total = 0.0 * x[0]
    for i in range(len(x)):
        square = x[i] * x[i]
        gradient[i] = fma(fma(2.0, square, -16.0), x[i], 2.5)
        total = fma(fma(square - 16.0, x[i], 5.0), x[i], total)
    return 0.5 * total


def hessian(x, hessian):
    """Second derivatives at ``x`` [d rows], written to ``hessian`` [d * d rows, row-major]."""
    d = len(x)
    for i in range(d):
        for j in range(d):
            hessian[i * d + j] = 0.0 * x[0]
        hessian[i * d + i] = fma(6.0 * x[i], x[i], -16.0)


def optima(dimension: int) -> list[list[float]]:
    """The deep well in every coordinate: the leftmost root of f', by Newton's method from its left."""
    root = -3.0
    for _ in range(6):
        root -= (2.0 * root**3 - 16.0 * root + 2.5) / (6.0 * root * root - 16.0)
    return [[root] * dimension]
