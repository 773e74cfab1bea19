"""Beale (1958): f = |r|^2 with r_k = c_k - x (1 - y^k); derivatives by J^T r and J^T J + sum r_k H_k."""

import numpy as np

CONSTANTS = np.array([1.5, 2.25, 2.625])
K = np.array([1, 2, 3])


def residuals(x):
    return CONSTANTS - x[0] * (1 - x[1] ** K)


def jacobian(x):
    return np.array([x[1] ** K - 1, x[0] * K * x[1] ** (K - 1)]).T


def value(x):
    return np.sum(residuals(x) ** 2)


def gradient(x):
    return 2 * jacobian(x).T @ residuals(x)


def hessian(x):
    total = jacobian(x).T @ jacobian(x)
    for residual, k in zip(residuals(x), K, strict=True):
        mixed = k * x[1] ** (k - 1)
        bend = x[0] * k * (k - 1) * (x[1] ** (k - 2) if k > 1 else 0.0)
        total = total + residual * np.array([[0.0, mixed], [mixed, bend]])
    return 2 * total
