"""a = log(1 + exp(z))."""

import numpy as np


def value(z):
    return np.logaddexp(0, z)


def slope(z):
    return 1 / (1 + np.exp(-z))


def saturated(z):
    return np.logaddexp(0, z) < 0.05
