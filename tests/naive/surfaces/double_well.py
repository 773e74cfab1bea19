"""The quartic double well with a tilt: f = x^4 / 4 - x^2 / 2 + tilt x."""

import numpy as np


def value(x, tilt):
    return x[0] ** 4 / 4 - x[0] ** 2 / 2 + tilt * x[0]


def gradient(x, tilt):
    return np.array([x[0] ** 3 - x[0] + tilt])


def hessian(x, tilt):
    return np.array([[3 * x[0] ** 2 - 1]])
