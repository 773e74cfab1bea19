"""max(0, 1 - t y) for every sign t."""

import numpy as np

EXAMPLES = {"targets": [[1.0, -1.0, 1.0], [-1.0, -1.0, 1.0]]}


def value(y, t):
    return np.maximum(0, 1 - t * y).sum()


def gradient(y, t):
    return -t * (t * y < 1)
