"""Huber's loss: quadratic near the target, linear far from it, so that no outlier pulls harder than delta.

Formula
    L = sum_j h(r_j),  h(r) = r^2 / 2 if |r| <= delta, else delta (|r| - delta / 2)
    dL/dy_j = c_j = min(max(r_j, -delta), delta);  h(r) = c (r - c / 2) covers both cases
Symbols
    y the k outputs, t the k targets, r_j = y_j - t_j; ``delta`` where the loss becomes linear.
Not finite
    NaN stays; an infinite output has an infinite loss and a slope of length delta.
Reference
    P. J. Huber (1964), Robust estimation of a location parameter, Annals of Mathematical Statistics 35.
Where libraries differ
    torch.nn.HuberLoss divides the sum by k; torch.nn.SmoothL1Loss also by delta.
"""

from __future__ import annotations

from simlab.lanes import fma, maximum, minimum
from simlab.parameters import Parameter

PARAMETERS = {"delta": Parameter("residual at which it becomes linear", default=1.0, above=0.0)}
TARGETS = "outputs"
BOUNDARY = 0.5  # of a single output, between the targets 0 and 1 of two classes


def value(outputs, target, delta):
    """The loss of one example at ``outputs`` [k rows] for the numbers ``target`` [k rows]."""
    total = 0.0 * delta
    for j in range(len(outputs)):
        residual = outputs[j] - target[j]
        clipped = minimum(maximum(residual, -delta), delta)
        total = fma(clipped, fma(-0.5, clipped, residual), total)
    return total


def gradient(outputs, target, slope_rows, delta):
    """Return the loss; its derivatives by the outputs are written to ``slope_rows`` [k rows]."""
    total = 0.0 * delta
    for j in range(len(outputs)):
        residual = outputs[j] - target[j]
        slope_rows[j] = minimum(maximum(residual, -delta), delta)
        total = fma(slope_rows[j], fma(-0.5, slope_rows[j], residual), total)
    return total
