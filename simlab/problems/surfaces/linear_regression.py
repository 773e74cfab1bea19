"""Linear regression on all examples at once: a quadratic bowl whose shape is that of the data.

Formula
    f(w) = 1/(2 N) sum_n (w . x_n - y_n)^2 = f_min + 1/2 (w - v)^T H (w - v),  grad f = H (w - v)
    H = 1/N sum_n x_n x_n^T;  y = weights . x + noise n
    kappa = s^2 for two scales 1 and s; 1 + d m^2 for d equal offsets m of scale 1;
    beside a bias [(M + sqrt(M^2 + 4)) / 2]^4 with M^2 = d m^2 for d inputs: all for large N
Symbols
    w the point, d weights; v the weights of least squares, and f_min their loss;
    the second form is exact, and accurate near v. x_n the inputs and y_n the targets of N = ``count``
    examples, drawn for each ``seed``: Gaussian with standard deviations ``scales`` and means ``offsets``,
    one a coordinate or one for all, and ``correlation`` between every two inputs; ``weights`` what made the
    targets; n ~ N(0, 1), ``noise`` its standard deviation. ``with_bias`` = 1 makes the last coordinate a
    bias: its input is 1, whatever its scale and offset. ``standardise`` = 1 replaces the inputs (not the
    bias's) by (x_j - mu_j) / sigma_j, with mean and standard deviation over the examples, after the targets
    were made. For large N and without correlation H is diag(scales^2) + offsets offsets^T; its condition
    numbers kappa are those above. If inputs depend on one another, v is one minimiser of many.
Reference
    Lecture 4, section 4.8, figures 6(a) and 6(b), equation 16. Data: ``simlab show linear_regression``.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from simlab.data.kinds import linear_regression
from simlab.lanes import fma
from simlab.parameters import Parameter
from simlab.problems.surfaces._examples import combined, drawn, hashable, least_squares

DIMENSION = None
PARAMETERS = {
    "count": Parameter("number of examples", default=100.0, minimum=1.0, maximum=1e6, integer=True),
    "scales": Parameter("standard deviations of the inputs", default=1.0, minimum=0.0, vector=True),
    "offsets": Parameter("means of the inputs", default=0.0, vector=True),
    "correlation": Parameter("between every two inputs", default=0.0, minimum=-1.0, maximum=1.0),
    "weights": Parameter("what made the targets, the bias's own the last", default=1.0, vector=True),
    "noise": Parameter("standard deviation of the targets", default=0.1, minimum=0.0),
    "with_bias": Parameter(
        "1: the last coordinate is a bias, 0: a weight", default=0.0, minimum=0.0, maximum=1.0, integer=True
    ),
    "standardise": Parameter(
        "1: inputs of mean 0 and variance 1, 0: as drawn", default=0.0, minimum=0.0, maximum=1.0, integer=True
    ),
    "seed": Parameter("which examples", default=0.0, minimum=0.0, maximum=4294967295.0, integer=True),
}
DERIVED_VECTORS = ("curvature", "solution")
DOMAIN = (-2.0, 4.0)
START = 0.0
REFERENCE = "Lecture 4, section 4.8, figure 6"
PREDICTABLE_STEPS = 25  # NAdam swings about the optimum and multiplies rounding errors


def value_and_gradient(x, gradient, curvature, solution, least_loss):
    """Return f at ``x`` [d rows]; its gradient is written to ``gradient`` [d rows]."""
    d = len(x)
    total = 0.0 * least_loss
    for i in range(d):
        slope = curvature[i * d] * (x[0] - solution[0])
        for j in range(1, d):
            slope = fma(curvature[i * d + j], x[j] - solution[j], slope)
        gradient[i] = slope
        total = fma(slope, x[i] - solution[i], total)
    return fma(0.5, total, least_loss)


def hessian(x, hessian, curvature):
    """H, the same everywhere, written to ``hessian`` [d * d rows, row-major]."""
    for entry in range(len(x) * len(x)):
        hessian[entry] = curvature[entry]


def derive(dimension: int, **parameters) -> dict[str, float | list[float]]:
    """H as ``curvature`` [d * d, row-major], v as ``solution`` [d] and f_min as ``least_loss``.

    Raises
    ------
    ValueError
        If the parameter named first in the message is impossible.
    """
    curvature, solution, least_loss = _quadratic(dimension, **hashable(parameters))
    return {"curvature": curvature.tolist(), "solution": solution.tolist(), "least_loss": least_loss}


def optima(dimension: int, **parameters) -> list[list[float]]:
    """The weights of least squares."""
    return [_quadratic(dimension, **hashable(parameters))[1].tolist()]


@lru_cache(maxsize=1024)  # the seeds of a sweep, which is planned more than once
def _quadratic(dimension: int, **parameters) -> tuple[np.ndarray, np.ndarray, float]:
    columns, targets = drawn(linear_regression, dimension, **parameters)
    solution = least_squares(columns, targets)
    least = np.square(combined(columns, solution) - targets).mean() / 2.0
    curvature = np.concatenate([(columns * column).mean(axis=1) for column in columns])
    return curvature, solution, float(least)
