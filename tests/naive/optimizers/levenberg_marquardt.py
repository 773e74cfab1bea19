"""Marquardt (1963): the damped problem as one of least squares with extra rows, one trial a step."""

import numpy as np


def trajectory(gradient, theta, rates, residuals, jacobian, damping, rise, fall):
    points = [theta]
    for alpha in rates:
        r, j = residuals(theta), jacobian(theta)
        extra = np.diag(np.sqrt(damping * (j * j).sum(axis=0)))
        move, *_ = np.linalg.lstsq(np.vstack([j, extra]), np.concatenate([r, np.zeros(len(theta))]))
        trial = theta - alpha * move
        ahead = residuals(trial)
        if ahead @ ahead <= r @ r:
            theta, damping = trial, max(damping / fall, 1e-20)
        else:
            damping = min(damping * rise, 1e20)
        points.append(theta)
    return points
