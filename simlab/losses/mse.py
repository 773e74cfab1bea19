"""Squared error: half the squared distance between outputs and targets.

Formula
    L = 1/2 sum_j (y_j - t_j)^2,  dL/dy_j = y_j - t_j
Symbols
    y the k outputs, t the k targets.
Not finite
    NaN and infinities stay.
Reference
    C. M. Bishop (2006), Pattern recognition and machine learning, equation 5.11.
Where libraries differ
    torch.nn.MSELoss and keras divide the sum by k and leave out the half: their loss and gradient are 2 / k
    times these, so the same learning rate is 2 / k times as long a step there.
"""

from __future__ import annotations

from simlab.lanes import fma
from simlab.parameters import Parameter

PARAMETERS: dict[str, Parameter] = {}
TARGETS = "outputs"
BOUNDARY = 0.5  # of a single output, between the targets 0 and 1 of two classes


def value(outputs, target):
    """The loss of one example at ``outputs`` [k rows] for the numbers ``target`` [k rows]."""
    total = 0.0 * outputs[0]
    for j in range(len(outputs)):
        residual = outputs[j] - target[j]
        total = fma(residual, residual, total)
    return 0.5 * total


def gradient(outputs, target, slope_rows):
    """Return the loss; its derivatives by the outputs are written to ``slope_rows`` [k rows]."""
    total = 0.0 * outputs[0]
    for j in range(len(outputs)):
        slope_rows[j] = outputs[j] - target[j]
        total = fma(slope_rows[j], slope_rows[j], total)
    return 0.5 * total
