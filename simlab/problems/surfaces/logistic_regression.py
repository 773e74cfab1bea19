"""Logistic regression on all examples at once: convex, flat far away, steepest where examples are wrong.

Formula
    f(w) = 1/N sum_n log(1 + e^-m_n),  m_n = w . s_n,  s_n = (2 y_n - 1) x_n
    grad f = -1/N sum_n p_n s_n,  Hessian = 1/N sum_n p_n (1 - p_n) s_n s_n^T,  p_n = 1 / (1 + e^m_n)
Symbols
    w the point, d weights; m_n the margin of example n, positive if its label is right, and p_n the
    probability of the other label. x_n the inputs and y_n = 0 or 1 the labels of N = ``count`` examples,
    drawn for each ``seed``: Gaussian with standard deviations ``scales`` and means ``offsets``, one a
    coordinate or one for all, and ``correlation`` between every two inputs; y = 1 with the probability
    s(weights . x), s the logistic sigmoid, ``weights`` the true ones. ``with_bias`` = 1 makes the last
    coordinate a bias: its input is 1, whatever its scale and offset. ``standardise`` = 1 replaces the
    inputs (not the bias's) by (x_j - mu_j) / sigma_j, with mean and standard deviation over the examples,
    after the labels were drawn. The minimum is found by Newton's method. If some weights make all margins
    positive, f falls to 0 along them without end, and there is no minimiser. A lane has N d numbers; every
    ``count`` has a kernel of its own, which is no longer for more examples.
Reference
    T. Hastie, R. Tibshirani & J. Friedman (2009), The elements of statistical learning, 2nd ed., section 4.4,
    equations 4.20 to 4.26. Data: ``simlab show logistic_regression``.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from simlab.data.kinds import logistic_regression
from simlab.lanes import absolute, exp, fma, sigmoid, softplus
from simlab.parameters import Parameter
from simlab.problems.surfaces._examples import combined, drawn, hashable, least_squares

DIMENSION = None
PARAMETERS = {
    "count": Parameter("number of examples", default=100.0, minimum=1.0, maximum=1000.0, integer=True),
    "scales": Parameter("standard deviations of the inputs", default=1.0, minimum=0.0, vector=True),
    "offsets": Parameter("means of the inputs", default=0.0, vector=True),
    "correlation": Parameter("between every two inputs", default=0.0, minimum=-1.0, maximum=1.0),
    "weights": Parameter("what made the labels, the bias's own the last", default=1.0, vector=True),
    "with_bias": Parameter(
        "1: the last coordinate is a bias, 0: a weight", default=0.0, minimum=0.0, maximum=1.0, integer=True
    ),
    "standardise": Parameter(
        "1: inputs of mean 0 and variance 1, 0: as drawn", default=0.0, minimum=0.0, maximum=1.0, integer=True
    ),
    "seed": Parameter("which examples", default=0.0, minimum=0.0, maximum=4294967295.0, integer=True),
}
DERIVED_VECTORS = ("examples",)
DOMAIN = (-4.0, 4.0)
START = 0.0
REFERENCE = "Hastie, Tibshirani & Friedman 2009, section 4.4"
PREDICTABLE_STEPS = 25  # NAdam swings about the optimum and multiplies rounding errors

_MOST_STEPS = 200
# Changes of margins: below the one the steps are whole, after the other the next would be its square.
_NEAR, _NEGLIGIBLE = 0.1, 1e-8


def value_and_gradient(x, gradient, examples):
    """Return f at ``x`` [d rows]; its gradient is written to ``gradient`` [d rows]."""
    d = len(x)
    count = len(examples) // d
    total = 0.0 * examples[0]
    for i in range(d):
        gradient[i] = total
    for n in range(count):
        margin = examples[n * d] * x[0]
        for i in range(1, d):
            margin = fma(examples[n * d + i], x[i], margin)
        total = total + softplus(-margin)
        wrong = sigmoid(-margin)
        for i in range(d):
            gradient[i] = fma(-wrong, examples[n * d + i], gradient[i])
    for i in range(d):
        gradient[i] = gradient[i] / count
    return total / count


def hessian(x, hessian, examples):
    """Second derivatives at ``x`` [d rows], written to ``hessian`` [d * d rows, row-major]."""
    d = len(x)
    count = len(examples) // d
    for entry in range(d * d):
        hessian[entry] = 0.0 * examples[0]
    for n in range(count):
        margin = examples[n * d] * x[0]
        for i in range(1, d):
            margin = fma(examples[n * d + i], x[i], margin)
        e = exp(-absolute(margin))
        weight = e / ((1.0 + e) * (1.0 + e)) / count
        for i in range(d):
            pull = weight * examples[n * d + i]
            for j in range(d):
                hessian[i * d + j] = fma(pull, examples[n * d + j], hessian[i * d + j])


def derive(dimension: int, **parameters) -> dict[str, list[float]]:
    """The signed inputs s_n as ``examples`` [N * d, example by example].

    Raises
    ------
    ValueError
        If the parameter named first in the message is impossible.
    """
    return {"examples": _signed(dimension, **hashable(parameters)).T.ravel().tolist()}


def optima(dimension: int, **parameters) -> list[list[float]]:
    """The weights of the greatest likelihood, unless the two labels can be separated."""
    minimiser = _minimiser(dimension, **hashable(parameters))
    return [[*minimiser]] if minimiser else []


def _signed(dimension: int, **parameters) -> np.ndarray:
    columns, labels = drawn(logistic_regression, dimension, **parameters)
    return (2.0 * labels - 1.0) * columns


@lru_cache(maxsize=64)
def _minimiser(dimension: int, **parameters) -> tuple[float, ...]:
    """Newton's method with halved steps; nothing if the labels can be separated.

    Its step solves a problem of least squares, with rows weighted by sqrt(p (1 - p)).
    """
    signed, weights = _signed(dimension, **parameters), np.zeros(dimension)
    loss = _loss(signed, weights)
    for _ in range(_MOST_STEPS):
        margins = combined(signed, weights)
        if (margins > 0.0).all():
            break
        e = exp(-np.abs(margins))
        # p / sqrt(p (1 - p)) = e^(-m/2): the targets of the weighted rows.
        step = least_squares(signed * (np.sqrt(e) / (1.0 + e)), exp(-0.5 * margins))
        change = np.abs(combined(signed, step)).max()
        while change > _NEAR and _loss(signed, weights + step) > loss:
            step, change = 0.5 * step, 0.5 * change
        weights = weights + step
        if change <= _NEGLIGIBLE:
            return tuple(weights.tolist())
        loss = _loss(signed, weights)
    return ()


def _loss(signed: np.ndarray, weights: np.ndarray) -> float:
    return float(softplus(-combined(signed, weights)).mean())
