"""A linear slope: the same gradient everywhere, so a step shows nothing but the optimizer.

Formula
    f(x) = slope sum_i x_i,  df/dx_i = slope,  Hessian = 0
Symbols
    x the point; ``slope`` the derivative along every axis. Gradient descent moves by -alpha slope a step,
    momentum mu in the end by 1 / (1 - mu) times that, Adam by alpha whatever the slope. f has neither a
    minimum nor a point at which to name curvatures.
Reference
    N. Hansen, S. Finck, R. Ros & A. Auger (2009), Real-parameter black-box optimization benchmarking:
    noiseless functions definitions, INRIA RR-6829, function 5 (there with an edge).
"""

from __future__ import annotations

from simlab.parameters import Parameter

DIMENSION = None
PARAMETERS = {"slope": Parameter("derivative along every axis", default=1.0)}
DOMAIN = (-5.0, 5.0)
START = 0.0
REFERENCE = "Hansen et al. 2009, INRIA RR-6829, function 5"


def value_and_gradient(x, gradient, slope):
    """Return f at ``x`` [d rows]; its gradient is written to ``gradient`` [d rows]."""
    gradient[0] = slope
    total = x[0]
    for i in range(1, len(x)):
        gradient[i] = slope
        total = total + x[i]
    return slope * total


def hessian(x, hessian):
    """Zero, written to ``hessian`` [d * d rows]."""
    for entry in range(len(x) * len(x)):
        hessian[entry] = 0.0


def optima(dimension: int, slope: float) -> list[list[float]]:
    """None, unless the slope is 0: f falls without bound."""
    return [] if slope else [[0.0] * dimension]
