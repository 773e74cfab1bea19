"""A quadratic bowl of any dimension, with given curvatures along axes that may be rotated.

Formula
    f(x) = 1/2 sum_i c_i y_i^2,  y = Q^T x,  grad f = Q (c * y),  Hessian = Q diag(c) Q^T
Symbols
    c = ``curvatures``, the eigenvalues of the Hessian, one a coordinate (a negative one makes a saddle);
    Q = G_1 G_2 ... G_{d-1}, where G_k turns the plane of coordinates (k, k + 1) by ``rotation`` degrees,
    anticlockwise. Column i of Q is the axis with curvature c_i. The products cost O(d), no matrix is
    stored. Without a rotation the kernel leaves Q = I out, which is two to three times as fast.
Reference
    Lecture 4, section 4.8; G. Goh (2017), Why momentum really works, Distill, "First steps" (the quadratic
    in its eigenbasis). Rotations: G. H. Golub & C. F. Van Loan (2013), Matrix Computations, section 5.1.8.
"""

from __future__ import annotations

from math import cos, radians, sin

from simlab.lanes import fma
from simlab.parameters import Option, Parameter

DIMENSION = None
PARAMETERS = {
    "curvatures": Parameter("eigenvalues of the Hessian", default=[100.0, 1.0], vector=True),
    "rotation": Parameter("angle of every plane rotation, in degrees", default=0.0),
}
SPECIALISATIONS = {
    "axes": Option("whether the kernel has the rotation in it", ("rotated", "aligned"), "rotated"),
}
DOMAIN = (-1.0, 1.0)
START = 1.0
REFERENCE = "Lecture 4, section 4.8; Goh 2017, Distill"


def specialise(curvatures: list[float], rotation: float) -> dict[str, str]:
    """The cheapest kernel that is right for these parameters."""
    return {"axes": "rotated" if rotation else "aligned"}


def select(axes: str):
    """The value and gradient, and the Hessian, of one choice of axes."""
    return {
        "rotated": (value_and_gradient, hessian),
        "aligned": (aligned_value_and_gradient, aligned_hessian),
    }[axes]


def value_and_gradient(x, gradient, curvatures, cosine, sine):
    """Return f at ``x`` [d rows]; its gradient is written to ``gradient`` [d rows]."""
    last = len(x) - 1
    carried = x[0]
    for k in range(last):
        gradient[k] = fma(cosine, carried, sine * x[k + 1])
        carried = fma(cosine, x[k + 1], -(sine * carried))
    slope = curvatures[last] * carried
    total = slope * carried
    for i in range(last):
        k = last - 1 - i
        pull = curvatures[k] * gradient[k]
        total = fma(pull, gradient[k], total)
        gradient[k + 1] = fma(sine, pull, cosine * slope)
        slope = fma(cosine, pull, -(sine * slope))
    gradient[0] = slope
    return 0.5 * total


def hessian(x, hessian, curvatures, cosine, sine):
    """Q diag(c) Q^T, the same everywhere, written to ``hessian`` [d * d rows, row-major]."""
    d = len(x)
    for i in range(d):
        for j in range(d):
            hessian[i * d + j] = 0.0 * cosine
        hessian[i * d + i] = curvatures[i]
    for turn in range(d - 1):
        k = d - 2 - turn
        for j in range(d):
            above = k * d + j
            turned = fma(cosine, hessian[above], -(sine * hessian[above + d]))
            hessian[above + d] = fma(sine, hessian[above], cosine * hessian[above + d])
            hessian[above] = turned
        for i in range(d):
            left = i * d + k
            turned = fma(cosine, hessian[left], -(sine * hessian[left + 1]))
            hessian[left + 1] = fma(sine, hessian[left], cosine * hessian[left + 1])
            hessian[left] = turned


def aligned_value_and_gradient(x, gradient, curvatures):
    """Return f at ``x`` [d rows] for Q = I; its gradient is written to ``gradient`` [d rows]."""
    last = len(x) - 1
    gradient[last] = curvatures[last] * x[last]
    total = gradient[last] * x[last]
    for i in range(last):
        k = last - 1 - i
        gradient[k] = curvatures[k] * x[k]
        total = fma(gradient[k], x[k], total)
    return 0.5 * total


def aligned_hessian(x, hessian, curvatures):
    """diag(c), written to ``hessian`` [d * d rows, row-major]."""
    d = len(x)
    for i in range(d):
        for j in range(d):
            hessian[i * d + j] = 0.0 * curvatures[i]
        hessian[i * d + i] = curvatures[i]


def derive(dimension: int, curvatures: list[float], rotation: float) -> dict[str, float]:
    """``cosine`` and ``sine`` of the angle, exact at whole quarter turns."""
    quarters, rest = divmod(rotation, 90.0)
    c, s = cos(radians(rest)), sin(radians(rest))
    c, s = [(c, s), (-s, c), (-c, -s), (s, -c)][int(quarters) % 4]
    return {"cosine": c, "sine": s}


def optima(dimension: int, curvatures: list[float], rotation: float) -> list[list[float]]:
    """The origin, unless a negative curvature makes f fall without bound."""
    return [] if min(curvatures) < 0.0 else [[0.0] * dimension]


def center(dimension: int, curvatures: list[float], rotation: float) -> list[float]:
    """The origin: the bottom of a bowl and the centre of a saddle."""
    return [0.0] * dimension
