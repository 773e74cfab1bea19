"""The monkey saddle: f = x^3 - 3 x y^2; derivatives by hand."""

import numpy as np


def value(x):
    return x[0] ** 3 - 3 * x[0] * x[1] ** 2


def gradient(x):
    return np.array([3 * x[0] ** 2 - 3 * x[1] ** 2, -6 * x[0] * x[1]])


def hessian(x):
    return np.array([[6 * x[0], -6 * x[1]], [-6 * x[1], -6 * x[0]]])
