"""Reddi, Kale & Kumar (2018), algorithm 2, with the bias corrections that each library documents."""

import numpy as np


def trajectory(gradient, theta, rates, beta1, beta2, eps, form="torch"):
    points, m, v, largest = [theta], 0 * theta, 0 * theta, 0 * theta
    for t, alpha in enumerate(rates, start=1):
        g = gradient(theta)
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        largest = np.maximum(largest, v / (1 - beta2**t) if form == "optax" else v)
        m_hat, c2 = m / (1 - beta1**t), 1 - beta2**t
        step = {
            "torch": m_hat / (np.sqrt(largest / c2) + eps),
            "keras": m_hat * np.sqrt(c2) / (np.sqrt(largest) + eps),
            "optax": m_hat / (np.sqrt(largest) + eps),
        }
        theta = theta - alpha * step[form]
        points.append(theta)
    return points
