"""Kingma & Ba (2015), algorithm 1, line by line; at the end of section 2 with eps beside sqrt(v)."""

import numpy as np


def trajectory(gradient, theta, rates, beta1, beta2, eps, eps_added_to="corrected_root"):
    points, m, v = [theta], 0 * theta, 0 * theta
    for t, alpha in enumerate(rates, start=1):
        g = gradient(theta)
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        m_hat = m / (1 - beta1**t)
        v_hat = v / (1 - beta2**t)
        if eps_added_to == "root":
            theta = theta - alpha * m_hat * np.sqrt(1 - beta2**t) / (np.sqrt(v) + eps)
        else:
            theta = theta - alpha * m_hat / (np.sqrt(v_hat) + eps)
        points.append(theta)
    return points
