"""a = z."""

import numpy as np


def value(z):
    return z


def slope(z):
    return np.ones_like(z)


def saturated(z):
    return np.zeros(z.shape, bool)
