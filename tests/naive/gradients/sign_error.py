"""One coordinate, or all of them, with the wrong sign."""

import numpy as np


def modified(gradients, coordinate):
    wrong = np.array(gradients)
    chosen = slice(None) if coordinate == -1 else int(coordinate)
    wrong[:, chosen] *= -1
    return wrong
