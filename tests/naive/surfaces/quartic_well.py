"""The symmetric quartic well: f = x^4 / 4 - x^2 / 2 + 1 / 4."""

import numpy as np


def value(x):
    return x[0] ** 4 / 4 - x[0] ** 2 / 2 + 1 / 4


def gradient(x):
    return np.array([x[0] ** 3 - x[0]])


def hessian(x):
    return np.array([[3 * x[0] ** 2 - 1]])
