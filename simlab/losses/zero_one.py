"""Whether the class is wrong: 0 or 1; a measure only, for its derivative is zero almost everywhere.

Formula
    several outputs: L = 0 if c is the first j with the greatest y_j, else 1
    one output: L = 0 if (y > 0 and c = 1) or (y <= 0 and c = 0), else 1
Symbols
    y the k outputs, c the index of the right class, counted from 0. Its mean over examples is the error rate.
Not finite
    A NaN output that has to be compared is wrong.
Reference
    T. Hastie, R. Tibshirani & J. Friedman (2009), The elements of statistical learning, 2nd ed., section 2.4.
"""

from __future__ import annotations

from simlab.lanes import where
from simlab.parameters import Parameter

PARAMETERS: dict[str, Parameter] = {}
TARGETS = "class"


def value(outputs, target):
    """1 if ``outputs`` [k rows] do not point to the class ``target`` [1 row], else 0."""
    one = 0.0 * target[0] + 1.0
    chosen = outputs[0]
    for j in range(1, len(outputs)):
        chosen = where(target[0] == j, outputs[j], chosen)
    right = one > 0.0
    for j in range(len(outputs)):
        ahead = (outputs[j] < chosen) | ((outputs[j] == chosen) & (target[0] <= j))
        right = right & ahead
    for _ in range(1 // len(outputs)):  # a single output stands against an output of zero for class 0
        right = ((outputs[0] > 0.0) & (target[0] == 1.0)) | ((outputs[0] <= 0.0) & (target[0] == 0.0))
    return where(right, 0.0, one)
