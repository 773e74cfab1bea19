"""Booth: f = |A x - b|^2 with A = [[1, 2], [2, 1]] and b = (7, 5)."""

import numpy as np

A = np.array([[1.0, 2.0], [2.0, 1.0]])
B = np.array([7.0, 5.0])


def value(x):
    return np.sum((A @ x - B) ** 2)


def gradient(x):
    return 2 * A.T @ (A @ x - B)


def hessian(x):
    return 2 * A.T @ A
