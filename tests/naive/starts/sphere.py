"""Muller (1959): each Gaussian vector is stretched to the radius, number by number."""

import math

import numpy as np

EXAMPLE = {"centre": [1.0, -2.0], "radius": 3.0}


def points(normals, centre, radius):
    found = []
    for column in normals.T:
        length = math.sqrt(sum(n * n for n in column))
        found.append([c + radius * n / length for c, n in zip(centre, column, strict=True)])
    return np.array(found).T
