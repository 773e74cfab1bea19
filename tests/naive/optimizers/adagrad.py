"""Duchi, Hazan & Singer (2011), diagonal form, eps outside the root as in torch or inside as in keras."""

import numpy as np


def trajectory(gradient, theta, rates, initial_sum, eps, eps_added_to="root"):
    points, total = [theta], initial_sum + 0 * theta
    for lr in rates:
        g = gradient(theta)
        total = total + g**2
        theta = theta - lr * g / (np.sqrt(total + eps) if eps_added_to == "square" else np.sqrt(total) + eps)
        points.append(theta)
    return points
