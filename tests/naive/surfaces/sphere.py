"""The sphere: f = x . x."""

import numpy as np


def value(x):
    return x @ x


def gradient(x):
    return 2 * x


def hessian(x):
    return 2 * np.eye(len(x))
