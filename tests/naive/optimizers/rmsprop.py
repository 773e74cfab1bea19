"""Tieleman & Hinton (2012), lecture 6.5; Graves (2013), equations 38-45, no momentum; eps as in libraries."""

import numpy as np


def trajectory(gradient, theta, rates, decay, eps, form="plain", eps_added_to="root"):
    points, v, m = [theta], 0 * theta, 0 * theta
    for lr in rates:
        g = gradient(theta)
        v = decay * v + (1 - decay) * g**2
        m = decay * m + (1 - decay) * g
        square = v - m**2 if form == "centered" else v
        theta = theta - lr * g / (
            np.sqrt(square + eps) if eps_added_to == "square" else np.sqrt(square) + eps
        )
        points.append(theta)
    return points
