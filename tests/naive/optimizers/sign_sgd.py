"""Bernstein et al. (2018), algorithm 1."""

import numpy as np


def trajectory(gradient, theta, rates):
    points = [theta]
    for delta in rates:
        theta = theta - delta * np.sign(gradient(theta))
        points.append(theta)
    return points
