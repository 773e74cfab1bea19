"""Easom (1990): f = -cos x cos y exp(-(x - pi)^2 - (y - pi)^2), a product -p(x) p(y)."""

import numpy as np


def factor(z):
    """p = cos(z) exp(-(z - pi)^2) with its first and second derivative."""
    u, bell = z - np.pi, np.exp(-((z - np.pi) ** 2))
    first = bell * (-np.sin(z) - 2 * u * np.cos(z))
    second = bell * ((4 * u**2 - 3) * np.cos(z) + 4 * u * np.sin(z))
    return bell * np.cos(z), first, second


def value(x):
    return -factor(x[0])[0] * factor(x[1])[0]


def gradient(x):
    (p, dp, _), (q, dq, _) = factor(x[0]), factor(x[1])
    return -np.array([dp * q, p * dq])


def hessian(x):
    (p, dp, hp), (q, dq, hq) = factor(x[0]), factor(x[1])
    return -np.array([[hp * q, dp * dq], [dp * dq, p * hq]])
