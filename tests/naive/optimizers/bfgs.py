"""Nocedal & Wright (2006), algorithm 6.1, with the products of 6.17 written out as matrices."""

import numpy as np
from naive.line_search import bounds, search


def trajectory(gradient, theta, rates, loss, decrease, curvature=0.9, line_search="strong_wolfe"):
    points, h, eye = [theta], None, np.eye(len(theta))
    for rate in rates:
        g = gradient(theta)
        if h is not None and not g @ h @ g > 0:
            h = None
        length = np.linalg.norm(g)
        p = -g if h is None else -h @ g
        first = rate * (min(1, 1 / length) if h is None and length > 0 else 1)
        a, ahead = search(loss, gradient, theta, p, first, decrease, *bounds(line_search, curvature))
        s, y = a * p, ahead - g
        if s @ y > 0:
            if h is None:
                h = (s @ y) / (y @ y) * eye
            left = eye - np.outer(s, y) / (s @ y)
            h = left @ h @ left.T + np.outer(s, s) / (s @ y)
        if a == 0:
            h = None
        theta = theta + s
        points.append(theta)
    return points
