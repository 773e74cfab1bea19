"""Rosenbrock (1960): f = b (y - x^2)^2 + (a - x)^2; derivatives by hand."""

import numpy as np


def value(x, a, b):
    return b * (x[1] - x[0] ** 2) ** 2 + (a - x[0]) ** 2


def gradient(x, a, b):
    return np.array([-4 * b * x[0] * (x[1] - x[0] ** 2) - 2 * (a - x[0]), 2 * b * (x[1] - x[0] ** 2)])


def hessian(x, a, b):
    return np.array([[12 * b * x[0] ** 2 - 4 * b * x[1] + 2, -4 * b * x[0]], [-4 * b * x[0], 2 * b]])
