"""Chen et al. (2023), algorithm 2."""

import numpy as np


def trajectory(gradient, theta, rates, beta1, beta2, weight_decay):
    points, m = [theta], 0 * theta
    for eta in rates:
        g = gradient(theta)
        c = beta1 * m + (1 - beta1) * g
        theta = theta - eta * (np.sign(c) + weight_decay * theta)
        m = beta2 * m + (1 - beta2) * g
        points.append(theta)
    return points
