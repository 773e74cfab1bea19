"""Ackley's function: ripples on a nearly flat plain around a funnel with a cone at its bottom.

Formula
    f(x) = a (1 - e^(-b r)) + e - e^m,  r = sqrt(sum_i x_i^2 / d),  m = sum_i cos(c x_i) / d
    df/dx_i = a b e^(-b r) x_i / (d r) + (c / d) sin(c x_i) e^m
Symbols
    x the point; ``a`` depth of the funnel; ``b`` its steepness; ``c`` wave number of the ripples. The
    minimum is the origin, f = 0. It is the tip of a cone: f rises at the rate a b / sqrt(d) in every
    direction and the second derivatives grow as 1 / r. The gradient at the tip itself is taken as 0, a
    subgradient; the Hessian there is that of the ripples alone, c^2 e / d times the identity, so
    ``lambda_max`` is no bound of the curvature nearby and gradient descent of a constant learning rate
    ends in a cycle around the tip.
Reference
    D. H. Ackley (1987), A Connectionist Machine for Genetic Hillclimbing, Kluwer (d = 2); T. Baeck (1996),
    Evolutionary Algorithms in Theory and Practice, Oxford University Press (any d).
"""

from __future__ import annotations

from simlab.lanes import cos, exp, fma, sin, sqrt, where
from simlab.parameters import Parameter

DIMENSION = None
PARAMETERS = {
    "a": Parameter("depth of the funnel", default=20.0, minimum=0.0),
    "b": Parameter("steepness of the funnel", default=0.2, minimum=0.0),
    "c": Parameter("wave number of the ripples", default=6.283185307179586, minimum=0.0),
}
DOMAIN = (-5.0, 5.0)
START = 3.3
REFERENCE = "Ackley 1987; Baeck 1996"
PREDICTABLE_STEPS = 5  # Newton's method multiplies rounding errors around the cone


def value_and_gradient(x, gradient, a, b, c, share):
    """Return f at ``x`` [d rows]; its gradient is written to ``gradient`` [d rows]."""
    squares, waves = 0.0 * share, 0.0 * share
    for i in range(len(x)):
        squares = fma(x[i], x[i], squares)
        waves = waves + cos(c * x[i])
    radius = sqrt(share * squares)
    funnel, ripple = a * exp(-(b * radius)), exp(share * waves)
    cone = share * b * funnel / where(radius > 0.0, radius, 1.0)
    for i in range(len(x)):
        gradient[i] = fma(cone, x[i], share * c * ripple * sin(c * x[i]))
    return (a - funnel) + (2.718281828459045 - ripple)


def hessian(x, hessian, a, b, c, share):
    """Second derivatives at ``x`` [d rows], written to ``hessian`` [d * d rows, row-major]."""
    d = len(x)
    squares, waves = 0.0 * share, 0.0 * share
    for i in range(d):
        squares = fma(x[i], x[i], squares)
        waves = waves + cos(c * x[i])
    radius = sqrt(share * squares)
    ripple = exp(share * waves)
    inverse = where(radius > 0.0, 1.0 / where(radius > 0.0, radius, 1.0), 0.0)
    slope = a * b * exp(-(b * radius))
    bend = slope * (b + inverse)
    for i in range(d):
        along, wave = share * x[i] * inverse, share * c * sin(c * x[i])
        for j in range(d):
            mixed = wave * (share * c * sin(c * x[j]))
            hessian[i * d + j] = -fma(bend * along, share * x[j] * inverse, ripple * mixed)
        diagonal = fma(slope, inverse, ripple * (c * c) * cos(c * x[i]))
        hessian[i * d + i] = fma(share, diagonal, hessian[i * d + i])


def derive(dimension: int, a: float, b: float, c: float) -> dict[str, float]:
    """``share`` = 1 / d, the weight of a coordinate in both means."""
    return {"share": 1.0 / dimension}


def optima(dimension: int, a: float, b: float, c: float) -> list[list[float]]:
    """The origin, where f = 0."""
    return [[0.0] * dimension]
