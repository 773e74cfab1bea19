"""Reddi, Kale & Kumar (2018), algorithm 2, with the bias corrections that torch documents."""

import numpy as np


def trajectory(gradient, theta, rates, beta1, beta2, eps):
    points, m, v, largest = [theta], 0 * theta, 0 * theta, 0 * theta
    for t, alpha in enumerate(rates, start=1):
        g = gradient(theta)
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        largest = np.maximum(largest, v)
        m_hat = m / (1 - beta1**t)
        theta = theta - alpha * m_hat / (np.sqrt(largest / (1 - beta2**t)) + eps)
        points.append(theta)
    return points
