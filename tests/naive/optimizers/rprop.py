"""Igel & Hüsken (2003), iRprop-, with every length in units of the learning rate, or of the first one."""

import numpy as np


def trajectory(gradient, theta, rates, shrink, grow, smallest, largest, form="scaled"):
    points, theta = [theta], theta.copy()
    previous, size = np.zeros(len(theta)), np.ones(len(theta))
    for lr in rates:
        g = gradient(theta).copy()
        for i in range(len(theta)):
            if previous[i] * g[i] > 0:
                size[i] = min(size[i] * grow, largest)
            elif previous[i] * g[i] < 0:
                size[i] = max(size[i] * shrink, smallest)
                g[i] = 0
        previous = g
        theta = theta - (rates[0] if form == "torch" else lr) * size * np.sign(g)
        points.append(theta)
    return points
