"""Central differences of the loss, coordinate by coordinate, against a gradient."""

import numpy as np


def observe(theta, checked, evaluate_all, problem_of_all):
    slopes, unused = np.empty_like(theta), np.empty_like(theta)
    for i in range(len(theta)):
        h = 6.1e-6 * max(1.0, abs(theta[i]))
        ahead, behind = theta.copy(), theta.copy()
        ahead[i], behind[i] = theta[i] + h, theta[i] - h
        above, below = (evaluate_all(point, unused, problem_of_all) for point in (ahead, behind))
        slopes[i] = (above - below) / (ahead[i] - behind[i])
    return np.abs(checked - slopes).max() / max(np.abs(checked).max(), np.abs(slopes).max())
