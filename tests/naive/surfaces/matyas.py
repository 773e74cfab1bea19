"""Matyas (1965): f = 0.26 (x^2 + y^2) - 0.48 x y."""

import numpy as np

A = np.array([[0.52, -0.48], [-0.48, 0.52]])


def value(x):
    return 0.26 * (x[0] ** 2 + x[1] ** 2) - 0.48 * x[0] * x[1]


def gradient(x):
    return A @ x


def hessian(x):
    return A
