"""Lecture 4, figure 2(b): f = (a x^2 - b y^2) / 2."""

import numpy as np


def value(x, a, b):
    return (a * x[0] ** 2 - b * x[1] ** 2) / 2


def gradient(x, a, b):
    return np.array([a * x[0], -b * x[1]])


def hessian(x, a, b):
    return np.diag([a, -b])
