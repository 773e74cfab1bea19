"""Zaheer et al. (2018), algorithm 2, from v = 1e-6; as optax documents it."""

import numpy as np


def trajectory(gradient, theta, rates, beta1, beta2, eps, form="published"):
    points, m, v = [theta], 0 * theta, 1e-6 + 0 * theta
    if form == "optax":
        m = 1e-6 + m
    for t, eta in enumerate(rates, start=1):
        g = gradient(theta)
        m = beta1 * m + (1 - beta1) * g
        v = v - (1 - beta2) * np.sign(v - g**2) * g**2
        c1, c2 = (1 - beta1**t, 1 - beta2**t) if form == "optax" else (1, 1)
        theta = theta - eta * (m / c1) / (np.sqrt(v / c2) + eps)
        points.append(theta)
    return points
