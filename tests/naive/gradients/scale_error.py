"""A wrong factor on each coordinate."""

import numpy as np


def modified(gradients, factor):
    return gradients @ np.diag(factor)
