"""The symmetric quartic well: two equal minima, and chaos at a learning rate of 2.

Formula
    f(x) = (x^2 - 1)^2 / 4,  f'(x) = x^3 - x
Symbols
    x the point. It is ``double_well`` without tilt, raised by 1/4 so that f = 0 in both minima, +-1.
    f'' = 2 there, so gradient descent settles for alpha < 1, passes into a cycle of period 2 at 1, and
    at alpha = 2 is x -> 3 x - 2 x^3, which is -sqrt(2) T_3(x / sqrt(2)), Chebyshev: Lyapunov exponent ln 3,
    iterates with an arcsine density on [-sqrt(2), sqrt(2)], a mean loss of 1/8.
Reference
    T. J. Rivlin (1990), Chebyshev Polynomials, second edition, Wiley, chapter 4 (iterates of T_n).
"""

from __future__ import annotations

from simlab.lanes import fma
from simlab.parameters import Parameter

DIMENSION = 1
PARAMETERS: dict[str, Parameter] = {}
DOMAIN = (-1.5, 1.5)
START = [0.5]
REFERENCE = "Rivlin 1990, Chebyshev Polynomials, chapter 4"


def value_and_gradient(x, gradient):
    """Return f at ``x`` [1 row]; its derivative is written to ``gradient`` [1 row]."""
    height = fma(x[0], x[0], -1.0)
    gradient[0] = height * x[0]
    return 0.25 * height * height


def hessian(x, hessian):
    """Second derivative at ``x`` [1 row], written to ``hessian`` [1 row]."""
    hessian[0] = fma(3.0 * x[0], x[0], -1.0)


def optima(dimension: int) -> list[list[float]]:
    """Both wells, -1 and 1, where f = 0."""
    return [[-1.0], [1.0]]
