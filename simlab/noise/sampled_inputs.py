"""The gradient as fresh random inputs show it: linear regression without noise, a mini-batch a step.

Formula
    g <- (1 / B) sum_b x_b (x_b . g),  x_b ~ N(0, I), b = 1 ... B, drawn afresh in every step,
    as g <- (|g| / B) (S u + sqrt(S) w),  S ~ chi^2_B,  w ~ N(0, I - u u^T),  u = g / |g|,
    which has the same distribution and takes d + 64 random numbers instead of d B.
Symbols
    g the gradient; B = ``batch``, the examples of a step, at most 64. On the surface |theta - theta*|^2 / 2
    (``quadratic`` with all curvatures 1) g is theta - theta*, and this is the gradient of the mean squared
    error over B fresh inputs with targets x . theta*: least mean squares. The mean is g itself and the
    covariance (|g|^2 I + g g^T) / B, so the noise dies out at theta* and McCandlish's noise scale is d + 1
    examples. On any other surface: the average slope along B random directions, a forward gradient.
Reference
    B. Widrow & M. E. Hoff (1960), Adaptive switching circuits, IRE WESCON; S. McCandlish et al. (2018), An
    empirical model of large-batch training; A. G. Baydin et al. (2022), Gradients without backpropagation.
"""

from __future__ import annotations

from simlab.lanes import fma, sqrt, where
from simlab.lanes.vectors import scaled_norm
from simlab.parameters import Parameter

PARAMETERS = {"batch": Parameter("examples of a step", default=1.0, minimum=1.0, maximum=64.0, integer=True)}
MOST = 64


def perturb(gradient, normals, batch):
    """Resample ``gradient`` [d rows], in place; ``normals`` has d + 64 rows."""
    d = len(gradient)
    squares = 0.0 * batch
    for b in range(MOST):
        squares = where(batch > b, fma(normals[d + b], normals[d + b], squares), squares)
    scale, relative = scaled_norm(gradient)
    length = where(relative == 0.0, 1.0, relative)
    along = 0.0 * batch
    for i in range(d):
        along = fma(normals[i], gradient[i] / scale / length, along)
    sideways = sqrt(squares) * scale * length / batch
    for i in range(d):
        unit = gradient[i] / scale / length
        across = where(relative == 0.0, 0.0, normals[i] - along * unit)
        gradient[i] = fma(squares / batch, gradient[i], sideways * across)


def draw_count(dimension: int) -> int:
    """A direction, and a number for every example there may be."""
    return dimension + MOST
