"""Loshchilov & Hutter (2019), algorithm 2, with lambda multiplied by the learning rate as in torch."""

import numpy as np


def trajectory(gradient, theta, rates, beta1, beta2, eps, weight_decay):
    points, m, v = [theta], 0 * theta, 0 * theta
    for t, alpha in enumerate(rates, start=1):
        g = gradient(theta)
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        m_hat = m / (1 - beta1**t)
        v_hat = v / (1 - beta2**t)
        theta = theta - alpha * (m_hat / (np.sqrt(v_hat) + eps) + weight_decay * theta)
        points.append(theta)
    return points
