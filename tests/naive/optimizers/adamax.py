"""Kingma & Ba (2015), algorithm 2, with eps where torch or keras documents it."""

import numpy as np


def trajectory(gradient, theta, rates, beta1, beta2, eps, eps_added_to="gradient"):
    points, m, u = [theta], 0 * theta, 0 * theta
    for t, alpha in enumerate(rates, start=1):
        g = gradient(theta)
        m = beta1 * m + (1 - beta1) * g
        if eps_added_to == "gradient":
            u = np.maximum(beta2 * u, np.abs(g) + eps)
            divisor = u
        else:
            u = np.maximum(beta2 * u, np.abs(g))
            divisor = u + eps
        theta = theta - alpha / (1 - beta1**t) * m / divisor
        points.append(theta)
    return points
