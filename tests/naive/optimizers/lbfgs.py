"""Nocedal & Wright (2006), algorithms 7.4 and 7.5; the pairs are a list, the newest last."""

import numpy as np
from naive.line_search import bounds, search


def two_loops(g, pairs):
    q, shares = g.copy(), []
    for s, y in reversed(pairs):
        shares.append(s @ q / (s @ y))
        q = q - shares[-1] * y
    s, y = pairs[-1]
    r = (s @ y) / (y @ y) * q
    for (s, y), share in zip(pairs, reversed(shares), strict=True):
        r = r + (share - y @ r / (s @ y)) * s
    return r


def trajectory(gradient, theta, rates, loss, memory, decrease, curvature=0.9, line_search="strong_wolfe"):
    points, pairs = [theta], []
    for rate in rates:
        g = gradient(theta)
        length = np.linalg.norm(g)
        r = two_loops(g, pairs) if pairs else g
        known = bool(pairs) and r @ g > 0
        p = -r if known else -g
        first = rate * (1 if known or length == 0 else min(1, 1 / length))
        a, ahead = search(loss, gradient, theta, p, first, decrease, *bounds(line_search, curvature))
        s, y = a * p, ahead - g
        if s @ y > 0:
            pairs = [*pairs, (s, y)][-int(memory) :]
        if a == 0:
            pairs = []
        theta = theta + s
        points.append(theta)
    return points
