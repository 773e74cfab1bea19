"""Around and around the list."""

from itertools import cycle, islice

import numpy as np

EXAMPLE = {"points": [[1.0, -2.0], [0.5, 3.0], [7.0, 7.0], [0.0, 0.0]], "repeats": 3.0}


def points(points, repeats):
    return np.array(list(islice(cycle(points), int(len(points) * repeats)))).T
