"""A tilted double well: one parameter, two minima, and only one of them global.

Formula
    f(theta) = theta^4 / 4 - theta^2 / 2 + tilt theta,  f'(theta) = theta^3 - theta + tilt
Symbols
    theta the point; ``tilt`` lifts the well on its own side: a positive tilt makes the left one global.
    The two wells are divided at the middle root of f', which is 0.10103 for tilt = 0.1. Beyond
    |tilt| = 2 / sqrt(27) = 0.3849 only one well is left.
Reference
    H. A. Kramers (1940), Brownian motion in a field of force and the diffusion model of chemical
    reactions, Physica 7(4), 284-304 (escape over the barrier between wells). Lecture 4, figure 1.
"""

from __future__ import annotations

from simlab.lanes import fma
from simlab.parameters import Parameter

DIMENSION = 1
PARAMETERS = {
    "tilt": Parameter("slope added to the symmetric wells; positive lifts the right one", default=0.1),
}
DOMAIN = (-2.0, 2.0)
START = [1.5]
REFERENCE = "Lecture 4, figure 1; Kramers 1940, Physica 7(4)"


def value_and_gradient(x, gradient, tilt):
    """Return f at ``x`` [1 row]; its derivative is written to ``gradient`` [1 row]."""
    square = x[0] * x[0]
    gradient[0] = fma(square - 1.0, x[0], tilt)
    return fma(fma(0.25, square, -0.5), square, tilt * x[0])


def hessian(x, hessian):
    """Second derivative at ``x`` [1 row], written to ``hessian`` [1 row]."""
    hessian[0] = fma(3.0 * x[0], x[0], -1.0)


def optima(dimension: int, tilt: float) -> list[list[float]]:
    """The outermost root of f' on the side away from the tilt; both wells if there is no tilt."""
    if tilt == 0.0:
        return [[-1.0], [1.0]]
    side = -1.0 if tilt > 0.0 else 1.0
    return [[side * _outer_root(abs(tilt))]]


def _outer_root(tilt: float) -> float:
    """The largest root of r^3 - r = tilt: Newton's method falls to it monotonically from above."""
    root = 1.0 + tilt
    while True:
        step = (root * root * root - root - tilt) / (3.0 * root * root - 1.0)
        if root - step >= root:
            return root
        root -= step
