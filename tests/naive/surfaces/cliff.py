"""A bowl with a wall: f = c |x|^2 / 2 + h / (1 + exp(-(x - 1) / w)); derivatives in cosh and sinh."""

import numpy as np


def value(x, curvature, height, width):
    return curvature * (x @ x) / 2 + height / (1 + np.exp(-(x[0] - 1) / width))


def gradient(x, curvature, height, width):
    wall = height / width / (2 + 2 * np.cosh((x[0] - 1) / width))
    return curvature * x + np.array([wall, 0.0])


def hessian(x, curvature, height, width):
    s = (x[0] - 1) / width
    bend = -2 * height / width**2 * np.sinh(s) / (2 + 2 * np.cosh(s)) ** 2
    return curvature * np.eye(2) + np.diag([bend, 0.0])
