"""Nocedal & Wright (2006), algorithm 5.4, betas of 5.41, 5.44, 5.45 and 5.46, restart of 5.52."""

import numpy as np
from naive.line_search import bounds, search


def share(form, g, before, p):
    if form == "fletcher_reeves":
        return g @ g / (before @ before)
    if form == "hestenes_stiefel":
        return g @ (g - before) / (p @ (g - before))
    return max(0.0, g @ (g - before) / (before @ before))


def trajectory(gradient, theta, rates, loss, decrease, curvature, restart, form="polak_ribiere"):
    points, last = [theta], None
    for rate in rates:
        g = gradient(theta)
        length = np.linalg.norm(g)
        last = last if length > 0 else None
        p = -g
        if last is not None and abs(g @ last["g"]) <= restart * (g @ g):
            bent = -g + share(form, g, last["g"], last["p"]) * last["p"]
            p = bent if bent @ g < 0 else p
        first = min(1, 1 / length) if length > 0 else 1
        if last is not None:
            first = last["a"] * last["slope"] / (p @ g)
        a, _ = search(loss, gradient, theta, p, rate * first, decrease, *bounds("strong_wolfe", curvature))
        last = None if a == 0 else {"g": g, "p": p, "a": a, "slope": p @ g}
        theta = theta + a * p
        points.append(theta)
    return points
