"""Griewank's function: a wide bowl with ripples that fade in higher dimensions.

Formula
    f(x) = 1 + sum_i x_i^2 / bowl - prod_i cos(k_i x_i),  k_i = 1 / sqrt(i),  i = 1 ... d
    df/dx_i = 2 x_i / bowl + k_i sin(k_i x_i) prod_{j != i} cos(k_j x_j)
Symbols
    x the point; ``bowl`` the scale of the quadratic part. The minimum is the origin, f = 0, with Hessian
    diag(2 / bowl + 1 / i). The usual domain is +-600, where there are thousands of local minima; DOMAIN
    here is the part in which single ripples can be seen. In d = 1 to about 10 the ripples make the
    search harder, beyond they make it easier (Locatelli 2003).
Reference
    A. O. Griewank (1981), Generalized descent for global optimization, J. Optimization Theory and
    Applications 34(1), 11-39; M. Locatelli (2003), A note on the Griewank test function, J. Global
    Optimization 25(2), 169-174.
"""

from __future__ import annotations

from math import sqrt

from simlab.lanes import cos, fma, sin
from simlab.parameters import Parameter

DIMENSION = None
PARAMETERS = {"bowl": Parameter("scale of the quadratic part", default=4000.0, above=0.0)}
DERIVED_VECTORS = ("wave_numbers",)
DOMAIN = (-20.0, 20.0)
START = 15.0
REFERENCE = "Griewank 1981, J. Optimization Theory and Applications 34(1)"


def value_and_gradient(x, gradient, bowl, wave_numbers):
    """Return f at ``x`` [d rows]; its gradient is written to ``gradient`` [d rows]."""
    d = len(x)
    squares, product = 0.0 * bowl, 0.0 * bowl + 1.0
    for i in range(d):
        gradient[i] = product
        squares = fma(x[i], x[i], squares)
        product = product * cos(wave_numbers[i] * x[i])
    after = 0.0 * bowl + 1.0
    for turn in range(d):
        i = d - 1 - turn
        angle = wave_numbers[i] * x[i]
        others = gradient[i] * after
        gradient[i] = fma(wave_numbers[i] * sin(angle), others, 2.0 * x[i] / bowl)
        after = after * cos(angle)
    return squares / bowl + (1.0 - product)


def hessian(x, hessian, bowl, wave_numbers):
    """Second derivatives at ``x`` [d rows], written to ``hessian`` [d * d rows, row-major]."""
    d = len(x)
    product = 0.0 * bowl + 1.0
    for i in range(d):
        hessian[i * d + i] = cos(wave_numbers[i] * x[i])
        product = product * hessian[i * d + i]
    for i in range(d):
        for j in range(i):
            others = wave_numbers[i] * wave_numbers[j]
            for k in range(j):
                others = others * hessian[k * d + k]
            for k in range(j + 1, i):
                others = others * hessian[k * d + k]
            for k in range(i + 1, d):
                others = others * hessian[k * d + k]
            mixed = -(others * sin(wave_numbers[i] * x[i]) * sin(wave_numbers[j] * x[j]))
            hessian[i * d + j] = mixed
            hessian[j * d + i] = mixed
    for i in range(d):
        hessian[i * d + i] = fma(wave_numbers[i] * wave_numbers[i], product, 2.0 / bowl)


def derive(dimension: int, bowl: float) -> dict[str, list[float]]:
    """``wave_numbers`` k_i = 1 / sqrt(i), one a coordinate."""
    return {"wave_numbers": [1.0 / sqrt(i) for i in range(1, dimension + 1)]}


def optima(dimension: int, bowl: float) -> list[list[float]]:
    """The origin, where f = 0."""
    return [[0.0] * dimension]
