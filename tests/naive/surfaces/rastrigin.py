"""Rastrigin, any dimension: f = A d + sum_i (x_i^2 - A cos 2 pi x_i)."""

import numpy as np


def value(x, amplitude):
    return amplitude * len(x) + np.sum(x**2 - amplitude * np.cos(2 * np.pi * x))


def gradient(x, amplitude):
    return 2 * x + 2 * np.pi * amplitude * np.sin(2 * np.pi * x)


def hessian(x, amplitude):
    return np.diag(2 + 4 * np.pi**2 * amplitude * np.cos(2 * np.pi * x))
