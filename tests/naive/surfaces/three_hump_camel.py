"""The three-hump camel: f = 2 x^2 - 1.05 x^4 + x^6 / 6 + x y + y^2; derivatives by hand."""

import numpy as np


def value(x):
    return 2 * x[0] ** 2 - 1.05 * x[0] ** 4 + x[0] ** 6 / 6 + x[0] * x[1] + x[1] ** 2


def gradient(x):
    return np.array([4 * x[0] - 4.2 * x[0] ** 3 + x[0] ** 5 + x[1], x[0] + 2 * x[1]])


def hessian(x):
    return np.array([[4 - 12.6 * x[0] ** 2 + 5 * x[0] ** 4, 1.0], [1.0, 2.0]])
