"""Dozat (2016), algorithm 2, with the momentum schedule as torch documents it."""

import numpy as np


def trajectory(gradient, theta, rates, beta1, beta2, eps, momentum_decay):
    def mu(t):
        return beta1 * (1 - 0.5 * 0.96 ** (t * momentum_decay))

    points, m, v, product = [theta], 0 * theta, 0 * theta, 1.0
    for t, alpha in enumerate(rates, start=1):
        g = gradient(theta)
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        product = product * mu(t)
        m_hat = mu(t + 1) * m / (1 - product * mu(t + 1)) + (1 - mu(t)) * g / (1 - product)
        v_hat = v / (1 - beta2**t)
        theta = theta - alpha * m_hat / (np.sqrt(v_hat) + eps)
        points.append(theta)
    return points
