"""Rosenbrock's banana: a curved ravine, steep across and nearly flat along its floor; in any dimension.

Formula
    f(x) = sum_{i=1}^{d-1} [ b (x_{i+1} - x_i^2)^2 + (a - x_i)^2 ]; in the plane b (y - x^2)^2 + (a - x)^2
    df/dx_i = -2 (a - x_i) - 4 b x_i (x_{i+1} - x_i^2)  if i < d,  + 2 b (x_i - x_{i-1}^2)  if i > 1
    f = 1/2 sum_k r_k^2 of the 2 (d - 1) residuals sqrt(2 b) (x_{i+1} - x_i^2) and sqrt(2) (a - x_i)
Symbols
    x the point, d = 2 unless ``dimension`` says more; ``a`` where on the floor y = x^2 the minimum lies;
    ``b`` how steep the walls are. In the plane the minimum is (a, a^2); with a = 1 and b = 100 the Hessian
    there has eigenvalues 0.39936 and 1001.6: a condition number of 2508. For d > 2 all residuals vanish
    only where every x_i is a and equals its own square: at (1, ..., 1) for a = 1 and at the origin for
    a = 0. For any other a the minimum is positive, no closed form of it is known, and none is stated.
    With a = 1 and 4 <= d <= 30 there is one more minimum, near (-1, 1, ..., 1) (Shang & Qiu 2006).
    The usual start is (-1.2, 1, -1.2, 1, ...).
Reference
    H. H. Rosenbrock (1960), An automatic method for finding the greatest or least value of a function,
    The Computer Journal 3(3), 175-184 (a = 1, b = 100). Lecture 4, figure 5. In d dimensions: Y.-W. Shang
    & Y.-H. Qiu (2006), A note on the extended Rosenbrock function, Evolutionary Computation 14(1),
    119-126. Start: J. J. More, B. S. Garbow & K. E. Hillstrom (1981), ACM TOMS 7(1), 17-41, problem 21.
"""

from __future__ import annotations

from simlab.lanes import fma, sqrt
from simlab.parameters import Parameter

DIMENSION = None
LEAST_DIMENSION = 2
PARAMETERS = {
    "a": Parameter("first coordinate of the minimum", default=1.0),
    "b": Parameter("steepness of the walls", default=100.0, above=0.0),
}
DOMAIN = (-2.0, 2.0)
START = [-1.2, 1.0]
REFERENCE = "Rosenbrock 1960, The Computer Journal 3(3)"

_ROOT_OF_TWO = 1.4142135623730951


def value_and_gradient(x, gradient, a, b):
    """Return f at ``x`` [d rows]; its gradient is written to ``gradient`` [d rows]."""
    across = fma(-x[0], x[0], x[1])
    along = a - x[0]
    slope = (2.0 * b) * across
    gradient[0] = -2.0 * fma(x[0], slope, along)
    gradient[1] = slope
    total = fma(b * across, across, along * along)
    for i in range(1, len(x) - 1):
        across = fma(-x[i], x[i], x[i + 1])
        along = a - x[i]
        slope = (2.0 * b) * across
        gradient[i] = fma(-2.0, fma(x[i], slope, along), gradient[i])
        gradient[i + 1] = slope
        total = total + fma(b * across, across, along * along)
    return total


def hessian(x, hessian, b):
    """Second derivatives at ``x`` [d rows], written to ``hessian`` [d * d rows, row-major]."""
    d = len(x)
    for entry in range(d * d):
        hessian[entry] = 0.0 * b
    for i in range(d - 1):
        mixed = -4.0 * b * x[i]
        hessian[i * d + i] = 2.0 - 4.0 * b * fma(-3.0 * x[i], x[i], x[i + 1])
        hessian[i * d + i + 1] = mixed
        hessian[(i + 1) * d + i] = mixed
    for i in range(1, d - 1):
        hessian[i * d + i] = fma(2.0, b, hessian[i * d + i])
    hessian[d * d - 1] = 2.0 * b


def residual_count(dimension: int) -> int:
    """Two residuals for each pair of neighbours."""
    return 2 * (dimension - 1)


def residuals_and_jacobian(x, residuals, jacobian, a, b):
    """Write r_k to ``residuals`` [2 (d - 1) rows] and dr_k/dx_i to ``jacobian`` [2 (d - 1) d rows]."""
    d = len(x)
    root = sqrt(2.0 * b)
    for entry in range(2 * (d - 1) * d):
        jacobian[entry] = 0.0 * b
    for i in range(d - 1):
        k = 2 * i
        residuals[k] = root * fma(-x[i], x[i], x[i + 1])
        residuals[k + 1] = _ROOT_OF_TWO * (a - x[i])
        jacobian[k * d + i] = -2.0 * root * x[i]
        jacobian[k * d + i + 1] = root
        jacobian[(k + 1) * d + i] = -_ROOT_OF_TWO


def optima(dimension: int, a: float, b: float) -> list[list[float]]:
    """(a, a^2) in the plane; beyond, the point where f = 0, if there is one."""
    if dimension == 2:
        return [[a, a * a]]
    return [[a] * dimension] if a in (0.0, 1.0) else []
