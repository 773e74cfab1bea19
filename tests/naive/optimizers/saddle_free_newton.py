"""Dauphin et al. (2014): |H|^-1 g by LAPACK's eigenvectors, with delta added to every |lambda|."""

import numpy as np


def trajectory(gradient, theta, rates, damping, hessian):
    points = [theta]
    for alpha in rates:
        values, axes = np.linalg.eigh(hessian(theta))
        theta = theta - alpha * axes @ ((axes.T @ gradient(theta)) / (np.abs(values) + damping))
        points.append(theta)
    return points
