"""Zeiler (2012), algorithm 1, with a learning rate in front."""

import numpy as np


def trajectory(gradient, theta, rates, decay, eps):
    points, of_gradients, of_steps = [theta], 0 * theta, 0 * theta
    for lr in rates:
        g = gradient(theta)
        of_gradients = decay * of_gradients + (1 - decay) * g**2
        delta = -np.sqrt(of_steps + eps) / np.sqrt(of_gradients + eps) * g
        of_steps = decay * of_steps + (1 - decay) * delta**2
        theta = theta + lr * delta
        points.append(theta)
    return points
