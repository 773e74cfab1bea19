"""a = z Phi(z), or z (1 + tanh(sqrt(2 / pi) (z + 0.044715 z^3))) / 2."""

import math

import numpy as np

ROOT = math.sqrt(2 / math.pi)


def below(z):
    """Phi, the share of a Gaussian below z."""
    return np.vectorize(lambda x: math.erfc(-x / math.sqrt(2)) / 2)(z)


def value(z, form="exact"):
    return z * (below(z) if form == "exact" else (1 + np.tanh(ROOT * (z + 0.044715 * z**3))) / 2)


def slope(z, form="exact"):
    if form == "exact":
        return below(z) + z * np.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    u, du = ROOT * (z + 0.044715 * z**3), ROOT * (1 + 3 * 0.044715 * z**2)
    return (1 + np.tanh(u)) / 2 + z * du / np.cosh(np.clip(u, -300, 300)) ** 2 / 2


def saturated(z):
    return (z < -0.76) & (np.abs(value(z)) < 0.05)
