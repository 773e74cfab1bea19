"""Participation ratio of the squared singular values of each weight matrix."""

import numpy as np


def observe(theta, layer_places):
    squares = [
        np.linalg.svd(theta[first : first + i * o].reshape(o, i), compute_uv=False) ** 2
        for first, i, o in layer_places
    ]
    return [s.sum() ** 2 / (s**2).sum() for s in squares]
