"""Nocedal & Wright (2006), section 10.3: each step is a linear problem of least squares, solved as such."""

import numpy as np


def trajectory(gradient, theta, rates, residuals, jacobian):
    points = [theta]
    for alpha in rates:
        move, *_ = np.linalg.lstsq(jacobian(theta), residuals(theta))
        theta = theta - alpha * move
        points.append(theta)
    return points
