"""Duchi, Hazan & Singer (2011), diagonal form, with eps outside the root as torch documents it."""

import numpy as np


def trajectory(gradient, theta, rates, initial_sum, eps):
    points, total = [theta], initial_sum + 0 * theta
    for lr in rates:
        g = gradient(theta)
        total = total + g**2
        theta = theta - lr * g / (np.sqrt(total) + eps)
        points.append(theta)
    return points
