"""Loshchilov & Hutter (2019), algorithm 2, with lambda multiplied by the learning rate as in torch."""

import numpy as np


def trajectory(gradient, theta, rates, beta1, beta2, eps, weight_decay, eps_added_to="corrected_root"):
    points, m, v = [theta], 0 * theta, 0 * theta
    for t, alpha in enumerate(rates, start=1):
        g = gradient(theta)
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        m_hat = m / (1 - beta1**t)
        v_hat = v / (1 - beta2**t)
        adam = m_hat / (np.sqrt(v_hat) + eps)
        if eps_added_to == "root":
            adam = m_hat * np.sqrt(1 - beta2**t) / (np.sqrt(v) + eps)
        theta = theta - alpha * (adam + weight_decay * theta)
        points.append(theta)
    return points
