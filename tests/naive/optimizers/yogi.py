"""Zaheer et al. (2018), algorithm 2, from v = 1e-6."""

import numpy as np


def trajectory(gradient, theta, rates, beta1, beta2, eps):
    points, m, v = [theta], 0 * theta, 1e-6 + 0 * theta
    for eta in rates:
        g = gradient(theta)
        m = beta1 * m + (1 - beta1) * g
        v = v - (1 - beta2) * np.sign(v - g**2) * g**2
        theta = theta - eta * m / (np.sqrt(v) + eps)
        points.append(theta)
    return points
