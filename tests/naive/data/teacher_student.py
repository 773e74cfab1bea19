"""A network with one hidden layer, by matrix products."""

import numpy as np

EXAMPLE = {"dimension": 3, "hidden": 5, "noise": 0.1}


def examples(normals, constants, count, dimension, hidden, noise):
    draws = np.array(normals(0, dimension + 1)[:count])
    teacher = np.array(constants(hidden, dimension + 1))
    x, w, v = draws[:, :-1], teacher[:, :-1] / np.sqrt(dimension), teacher[:, -1]
    return x, np.tanh(x @ w.T) @ v / np.sqrt(hidden) + noise * draws[:, -1]
