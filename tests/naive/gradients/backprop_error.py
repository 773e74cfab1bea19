"""Nothing is left to do: the error is in the backward pass; see the tests of networks."""

import numpy as np


def modified(gradients, layer):
    return np.array(gradients)
