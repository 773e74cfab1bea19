"""A factor on the gradients of a few steps."""

import numpy as np


def modified(gradients, step, duration, factor):
    out = np.array(gradients)
    out[int(step) : int(step) + int(duration)] *= factor
    return out
