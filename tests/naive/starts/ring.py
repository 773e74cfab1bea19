"""A pointer that is turned by the same small angle again and again."""

from math import cos, pi, sin

import numpy as np

EXAMPLE = {"centre": [1.0, -2.0], "radius": 3.0, "count": 12.0, "phase": 0.3}


def points(centre, radius, count, phase):
    x, y = radius * cos(phase), radius * sin(phase)
    c, s = cos(2 * pi / count), sin(2 * pi / count)
    found = []
    for _ in range(int(count)):
        found.append([centre[0] + x, centre[1] + y])
        x, y = c * x - s * y, s * x + c * y
    return np.array(found).T
