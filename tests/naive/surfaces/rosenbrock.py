"""Rosenbrock (1960): f = sum b (x_{i+1} - x_i^2)^2 + (a - x_i)^2; derivatives by hand."""

import numpy as np


def residuals(x, a, b):
    across, along = np.sqrt(2 * b) * (x[1:] - x[:-1] ** 2), np.sqrt(2) * (a - x[:-1])
    return np.array([across, along]).T.ravel()


def value(x, a, b):
    return np.sum(b * (x[1:] - x[:-1] ** 2) ** 2 + (a - x[:-1]) ** 2)


def gradient(x, a, b):
    slopes = np.zeros_like(x)
    slopes[:-1] += -4 * b * x[:-1] * (x[1:] - x[:-1] ** 2) - 2 * (a - x[:-1])
    slopes[1:] += 2 * b * (x[1:] - x[:-1] ** 2)
    return slopes


def hessian(x, a, b):
    across, along = np.zeros_like(x), np.zeros_like(x)
    along[:-1] = 12 * b * x[:-1] ** 2 - 4 * b * x[1:] + 2
    across[1:] = 2 * b
    mixed = -4 * b * x[:-1]
    return np.diag(along + across) + np.diag(mixed, 1) + np.diag(mixed, -1)
