"""Hinge loss: zero once the output has the right sign and is at least 1 in size.

Formula
    L = sum_j max(0, 1 - t_j y_j),  dL/dy_j = -t_j if t_j y_j < 1, else 0 (at t_j y_j = 1 too)
Symbols
    y the k outputs, t_j = -1 or 1 the sign that output j should have.
Not finite
    A NaN output gives a NaN loss, but its slope is that of a wrong output: the choice cannot tell.
Reference
    C. Cortes & V. Vapnik (1995), Support-vector networks, Machine Learning 20.
"""

from __future__ import annotations

from simlab.lanes import maximum, where
from simlab.parameters import Parameter

PARAMETERS: dict[str, Parameter] = {}
TARGETS = "sign"


def value(outputs, target):
    """The loss of one example at ``outputs`` [k rows] for the signs ``target`` [k rows]."""
    total = 0.0 * target[0]
    for j in range(len(outputs)):
        total = total + maximum(1.0 - target[j] * outputs[j], 0.0)
    return total


def gradient(outputs, target, slope_rows):
    """Return the loss; its derivatives by the outputs are written to ``slope_rows`` [k rows]."""
    total = 0.0 * target[0]
    for j in range(len(outputs)):
        margin = target[j] * outputs[j]
        slope_rows[j] = where(margin >= 1.0, 0.0, -target[j])
        total = total + maximum(1.0 - margin, 0.0)
    return total
