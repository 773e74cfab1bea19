"""Quadratic up to delta, then linear."""

import numpy as np

EXAMPLES = {"targets": [[0.5, -1.0, 2.0], [0.0, 3.0, 0.0]], "delta": 0.8}


def value(y, t, delta):
    r = np.abs(y - t)
    return np.where(r <= delta, r**2 / 2, delta * (r - delta / 2)).sum()


def gradient(y, t, delta):
    r = y - t
    return np.where(np.abs(r) <= delta, r, delta * np.sign(r))
