"""A cliff across a wide bowl: gentle slopes, and one wall whose gradient throws the iterate far away.

Formula
    f(x, y) = curvature (x^2 + y^2) / 2 + height sigmoid((x - 1) / width)
    df/dx = curvature x + (height / width) sigmoid(s) sigmoid(-s),  s = (x - 1) / width
    df/dy = curvature y
Symbols
    (x, y) the point; ``curvature`` of the bowl; ``height`` of the wall and ``width`` of its rise, at
    x = 1. Descending the bowl from the right, gradient descent meets the wall's slope height / (4 width),
    here 100 times that of the bowl in front of it, and is thrown to the left by alpha times that: what
    gradient clipping is made for. The minimum, (-0.0155, 0), is a little left of the bowl's; d2f/dx2 is
    0.1155 there and +-0.096 height / width^2 at the foot and at the edge of the wall.
Reference
    R. Pascanu, T. Mikolov & Y. Bengio (2013), On the difficulty of training recurrent neural networks,
    ICML, figure 6 (walls in the loss of a recurrent unit; here in closed form).
"""

from __future__ import annotations

from math import exp

from simlab.lanes import fma, sigmoid
from simlab.parameters import Parameter

DIMENSION = 2
PARAMETERS = {
    "curvature": Parameter("curvature of the bowl", default=0.1, above=0.0),
    "height": Parameter("height of the wall", default=4.0, minimum=0.0),
    "width": Parameter("width of the wall's rise", default=0.1, above=0.0),
}
DOMAIN = (-4.0, 4.0)
START = [3.0, 2.0]
PREDICTABLE_STEPS = 10  # the wall multiplies the rounding errors of what crosses it
REFERENCE = "Pascanu, Mikolov & Bengio 2013, ICML, figure 6"


def value_and_gradient(x, gradient, curvature, height, width):
    """Return f at ``x`` [2 rows]; its gradient is written to ``gradient`` [2 rows]."""
    s = (x[0] - 1.0) / width
    above = sigmoid(s)
    gradient[0] = fma(curvature, x[0], height / width * above * sigmoid(-s))
    gradient[1] = curvature * x[1]
    return fma(height, above, 0.5 * curvature * fma(x[0], x[0], x[1] * x[1]))


def hessian(x, hessian, curvature, height, width):
    """Second derivatives at ``x`` [2 rows], written to ``hessian`` [4 rows, row-major]."""
    s = (x[0] - 1.0) / width
    above, below = sigmoid(s), sigmoid(-s)
    hessian[0] = fma(height / (width * width) * above * below, below - above, curvature)
    hessian[1] = 0.0
    hessian[2] = 0.0
    hessian[3] = curvature


def optima(dimension: int, curvature: float, height: float, width: float) -> list[list[float]]:
    """The one stationary point: left of x = 0 df/dx rises with x, right of it df/dx > 0; bisection."""
    low, high = -_wall_slope(0.0, height, width) / curvature, 0.0
    while low < (middle := 0.5 * (low + high)) < high:
        if curvature * middle + _wall_slope(middle, height, width) < 0.0:
            low = middle
        else:
            high = middle
    return [[high, 0.0]]


def _wall_slope(x: float, height: float, width: float) -> float:
    """Derivative of the wall at ``x`` < 1."""
    below = exp((x - 1.0) / width)
    return height / width * below / (1.0 + below) ** 2
