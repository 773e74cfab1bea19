"""a = z / (1 + exp(-z))."""

import numpy as np


def value(z):
    return z / (1 + np.exp(-z))


def slope(z):
    return (1 + np.exp(-z) + z * np.exp(-z)) / (1 + np.exp(-z)) ** 2


def saturated(z):
    return (z < -1.3) & (np.abs(value(z)) < 0.05)
