"""a = z above zero, alpha (exp(z) - 1) below."""

import numpy as np


def value(z, alpha):
    return np.maximum(z, 0) + alpha * np.expm1(np.minimum(z, 0))


def slope(z, alpha):
    return (z > 0) + (z <= 0) * alpha * np.exp(np.minimum(z, 0))


def saturated(z):
    return np.expm1(z) < -0.95
