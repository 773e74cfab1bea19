"""A quadratic bowl with given curvatures along random axes, in any dimension.

Formula
    f(x) = 1/2 sum_i c_i y_i^2,  y = Q^T x,  grad f = Q (c * y),  Hessian = Q diag(c) Q^T
    c_i = curvatures_i / condition^((i - 1) / (d - 1)),  i = 1 ... d
Symbols
    c the eigenvalues of the Hessian: ``curvatures``, one a coordinate or one number for all, divided by
    powers of ``condition``. One number and a condition kappa give eigenvalues evenly spaced in their
    logarithm, with largest over smallest kappa; without a condition they are the curvatures as given.
    Q is a butterfly of plane rotations. Count the coordinates from 0; in layer s = 1, 2, 4, ... < d they
    fall into blocks of 2 s, and in each block the plane of (i, i + s) is turned by angle s + (i mod s), for
    each of the first s coordinates i whose partner i + s exists. Q^T applies the layers in this order. The
    d - 1 angles are independent and uniform on the circle, drawn once for each ``seed``: the sequence is
    that of Python's Mersenne twister, so equal seeds give equal axes, whatever else a scenario says.
    Distribution: Q has determinant 1. In the plane it is uniform (Haar) on the rotations; beyond it is
    not, as a uniform one has d (d - 1) / 2 angles. If d is a power of two, each entry of Q is a product
    of log2(d) independent cosines and sines up to its sign, hence has mean 0 and variance exactly 1 / d:
    no axis is near a coordinate axis. For other d some coordinates miss some layers: entries still have
    mean 0 and columns length 1, but variances differ (at d = 100 by up to 9 / d) and some entries are
    zero (there 12 %).
    Cost: 2 d log2(d) rotations an evaluation and 3 d numbers a lane; no matrix is stored.
Reference
    T. Trogdon (2019), On spectral and numerical properties of random butterfly matrices, Applied
    Mathematics Letters 95, 48-58; D. S. Parker (1995), Random butterfly transformations with applications
    in computational linear algebra, technical report CSD-950023, UCLA.
"""

from __future__ import annotations

from math import cos, pi, sin
from random import Random

from simlab.lanes import fma
from simlab.parameters import Parameter

DIMENSION = None
PARAMETERS = {
    "curvatures": Parameter("eigenvalues of the Hessian at condition 1", default=1.0, vector=True),
    "condition": Parameter("ratio by which the eigenvalues fall, from first to last", default=1.0, above=0.0),
    "seed": Parameter("which axes", default=0.0, minimum=0.0, maximum=4294967295.0, integer=True),
}
DERIVED_VECTORS = ("spectrum", "cosine", "sine")
DOMAIN = (-1.0, 1.0)
START = 1.0
REFERENCE = "Trogdon 2019, Applied Mathematics Letters 95; Parker 1995, UCLA CSD-950023"

_LAYERS = 10  # 2^10 coordinates: more than a scenario may have


def value_and_gradient(x, gradient, spectrum, cosine, sine):
    """Return f at ``x`` [d rows]; its gradient is written to ``gradient`` [d rows]."""
    d = len(x)
    for i in range(d):
        gradient[i] = x[i]
    for layer in range(_LAYERS):
        s = 1 << layer
        for k in range(s):
            for i in range(k, d - s, 2 * s):
                turned = fma(cosine[s + k], gradient[i], sine[s + k] * gradient[i + s])
                gradient[i + s] = fma(cosine[s + k], gradient[i + s], -(sine[s + k] * gradient[i]))
                gradient[i] = turned
    total = 0.0 * x[0]
    for i in range(d):
        pull = spectrum[i] * gradient[i]
        total = fma(pull, gradient[i], total)
        gradient[i] = pull
    for layer in range(_LAYERS):
        s = 1 << (_LAYERS - 1 - layer)
        for k in range(s):
            for i in range(k, d - s, 2 * s):
                turned = fma(cosine[s + k], gradient[i], -(sine[s + k] * gradient[i + s]))
                gradient[i + s] = fma(cosine[s + k], gradient[i + s], sine[s + k] * gradient[i])
                gradient[i] = turned
    return 0.5 * total


def hessian(x, hessian, spectrum, cosine, sine):
    """Q diag(c) Q^T, the same everywhere, written to ``hessian`` [d * d rows, row-major]."""
    d = len(x)
    for entry in range(d * d):
        hessian[entry] = 0.0 * spectrum[0]
    for i in range(d):
        hessian[i * d + i] = spectrum[i]
    for layer in range(_LAYERS):
        s = 1 << (_LAYERS - 1 - layer)
        for k in range(s):
            for i in range(k, d - s, 2 * s):
                for j in range(d):
                    one, two = i * d + j, (i + s) * d + j
                    turned = fma(cosine[s + k], hessian[one], -(sine[s + k] * hessian[two]))
                    hessian[two] = fma(cosine[s + k], hessian[two], sine[s + k] * hessian[one])
                    hessian[one] = turned
        for k in range(s):
            for i in range(k, d - s, 2 * s):
                for j in range(d):
                    one, two = j * d + i, j * d + i + s
                    turned = fma(cosine[s + k], hessian[one], -(sine[s + k] * hessian[two]))
                    hessian[two] = fma(cosine[s + k], hessian[two], sine[s + k] * hessian[one])
                    hessian[one] = turned


def derive(dimension: int, curvatures: list[float], condition: float, seed: float) -> dict[str, list[float]]:
    """The eigenvalues, and cosine and sine of the angles; of both the first entry is not used."""
    fall = [i / (dimension - 1) if i else 0.0 for i in range(dimension)]
    draw = Random(int(seed)).random
    angles = [0.0, *(2.0 * pi * draw() for _ in range(dimension - 1))]
    return {
        "spectrum": [c / condition**power for c, power in zip(curvatures, fall, strict=True)],
        "cosine": [cos(angle) for angle in angles],
        "sine": [sin(angle) for angle in angles],
    }


def optima(dimension: int, curvatures: list[float], condition: float, seed: float) -> list[list[float]]:
    """The origin, unless a negative curvature makes f fall without bound."""
    return [] if min(curvatures) < 0.0 else [[0.0] * dimension]


def center(dimension: int, curvatures: list[float], condition: float, seed: float) -> list[float]:
    """The origin: the bottom of a bowl and the centre of a saddle."""
    return [0.0] * dimension
