"""a = 1 / (1 + exp(-z))."""

import numpy as np


def value(z):
    return 1 / (1 + np.exp(-z))


def slope(z):
    return value(z) * value(-z)


def saturated(z):
    return (value(z) < 0.025) | (value(z) > 0.975)
