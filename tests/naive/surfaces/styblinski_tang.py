"""Styblinski & Tang (1990): f = sum_i (x_i^4 - 16 x_i^2 + 5 x_i) / 2."""

import numpy as np


def value(x):
    return np.sum(x**4 - 16 * x**2 + 5 * x) / 2


def gradient(x):
    return (4 * x**3 - 32 * x + 5) / 2


def hessian(x):
    return np.diag(6 * x**2 - 16)
