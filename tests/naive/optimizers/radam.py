"""Liu et al. (2020), algorithm 2, with the threshold that torch documents and eps as torch or optax do."""

import numpy as np


def trajectory(gradient, theta, rates, beta1, beta2, eps, eps_added_to="root"):
    points, m, v = [theta], 0 * theta, 0 * theta
    rho_inf = 2 / (1 - beta2) - 1
    for t, alpha in enumerate(rates, start=1):
        g = gradient(theta)
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        m_hat = m / (1 - beta1**t)
        rho = rho_inf - 2 * t * beta2**t / (1 - beta2**t)
        if rho > 5:
            adaptive = np.sqrt(1 - beta2**t) / (np.sqrt(v) + eps)
            if eps_added_to == "corrected_root":
                adaptive = 1 / (np.sqrt(v / (1 - beta2**t)) + eps)
            r = np.sqrt((rho - 4) * (rho - 2) * rho_inf / ((rho_inf - 4) * (rho_inf - 2) * rho))
            theta = theta - alpha * m_hat * r * adaptive
        else:
            theta = theta - alpha * m_hat
        points.append(theta)
    return points
