"""Frobenius norm of the change of each weight matrix, over that of the matrix before."""

import numpy as np


def observe(theta, previous, layer_places):
    step = theta - previous
    return [
        np.linalg.norm(step[first : first + i * o]) / np.linalg.norm(previous[first : first + i * o])
        for first, i, o in layer_places
    ]
