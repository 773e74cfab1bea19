"""Gaussian blobs, one a class, about points evenly spaced on a circle.

Formula
    x = separation (cos 2 pi c/classes, sin 2 pi c/classes, 0, ..., 0) + spread n
Symbols
    c = 0, ..., ``classes`` - 1 the class, taken in turn; n ~ N(0, 1) in all ``dimension`` coordinates;
    ``separation`` the radius of the circle of centres, ``spread`` the standard deviation of a blob. With two
    classes the best classifier errs with probability Phi(-separation/spread).
Reference
    Hastie, Tibshirani and Friedman, "The elements of statistical learning", 2nd ed. 2009, section 4.3.
"""

from __future__ import annotations

import numpy as np

from simlab.data.draws import normals
from simlab.lanes import cos, sin
from simlab.parameters import Parameter

PARAMETERS = {
    "classes": Parameter("number of blobs", default=2.0, minimum=2.0, maximum=100.0, integer=True),
    "dimension": Parameter("number of inputs", default=2.0, minimum=2.0, maximum=1000.0, integer=True),
    "separation": Parameter("distance of the centres from the origin", default=2.0, minimum=0.0),
    "spread": Parameter("standard deviation of a blob", default=1.0, minimum=0.0),
}
KIND = "classes"


def examples(
    seed: int, count: int, classes: float, dimension: float, separation: float, spread: float
) -> tuple[np.ndarray, np.ndarray]:
    """``count`` points [count, dimension] and their classes [count], int64."""
    label = np.arange(count) % int(classes)
    angle = 2.0 * np.pi * (label / classes)
    inputs = spread * normals(seed, count, int(dimension))
    inputs[:, 0] += separation * cos(angle)
    inputs[:, 1] += separation * sin(angle)
    return inputs, label
