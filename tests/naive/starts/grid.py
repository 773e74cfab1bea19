"""Nested loops, the last coordinate innermost."""

from itertools import product

import numpy as np

EXAMPLE = {"lower": [-1.0, 0.0], "upper": [1.0, 2.0], "shape": [4, 3]}


def points(lower, upper, shape):
    axes = [
        [a + k * (b - a) / (n - 1) for k in range(n)] for a, b, n in zip(lower, upper, shape, strict=True)
    ]
    return np.array(list(product(*axes))).T
