"""A Gaussian well: f = -A exp(-|x|^2 / (2 s^2)); derivatives by hand."""

import numpy as np


def value(x, depth, width):
    return -depth * np.exp(-(x @ x) / (2 * width**2))


def gradient(x, depth, width):
    return -value(x, depth, width) * x / width**2


def hessian(x, depth, width):
    return -value(x, depth, width) * (np.eye(len(x)) / width**2 - np.outer(x, x) / width**4)
