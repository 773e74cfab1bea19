"""A sigmoid step: a plateau above, a plateau below, one slope between them and no minimum.

Formula
    f(w) = height sigmoid(w),  f'(w) = height sigmoid(w) sigmoid(-w)
Symbols
    w the point; ``height`` of the step. On the upper plateau, w >> 1, the slope is height e^(-w), and
    gradient descent of rate alpha takes (2 w_0 + 2 sinh w_0) / (height alpha) steps to the middle of
    the step, 266 times as many from w_0 = 8 as from 2 (law ``sigmoid_plateau_steps``). f falls for
    ever, so there is neither a minimum nor a point at which to name curvatures.
Reference
    Lecture 4, section 2 (plateaux); the saturated unit: X. Glorot & Y. Bengio (2010), Understanding the
    difficulty of training deep feedforward neural networks, AISTATS.
"""

from __future__ import annotations

from simlab.lanes import sigmoid
from simlab.parameters import Parameter

DIMENSION = 1
PARAMETERS = {"height": Parameter("loss of the upper plateau above the lower", default=1.0, above=0.0)}
DOMAIN = (-8.0, 8.0)
START = [8.0]
REFERENCE = "Lecture 4, section 2 (plateaux)"


def value_and_gradient(x, gradient, height):
    """Return f at ``x`` [1 row]; its derivative is written to ``gradient`` [1 row]."""
    loss = height * sigmoid(x[0])
    gradient[0] = loss * sigmoid(-x[0])
    return loss


def hessian(x, hessian, height):
    """Second derivative at ``x`` [1 row], written to ``hessian`` [1 row]."""
    above, below = sigmoid(x[0]), sigmoid(-x[0])
    hessian[0] = height * above * below * (below - above)


def optima(dimension: int, height: float) -> list[list[float]]:
    """None: f approaches 0 as w falls without bound."""
    return []
