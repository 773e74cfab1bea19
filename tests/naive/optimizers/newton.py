"""Nocedal & Wright (2006), equation 2.15, with a multiple of the identity added."""

import numpy as np


def trajectory(gradient, theta, rates, damping, hessian):
    points = [theta]
    for alpha in rates:
        h = hessian(theta) + damping * np.eye(len(theta))
        theta = theta - alpha * np.linalg.solve(h, gradient(theta))
        points.append(theta)
    return points
