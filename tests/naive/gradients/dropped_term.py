"""One coordinate without its gradient, or with less of it."""

import numpy as np


def modified(gradients, coordinate, share):
    kept = np.ones(gradients.shape[1])
    kept[int(coordinate)] -= share
    return gradients * kept
