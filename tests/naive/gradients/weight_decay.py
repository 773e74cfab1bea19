"""The gradient of f + rate |theta|^2 / 2."""

import numpy as np


def modified(gradients, thetas, rate):
    return np.add(gradients, rate * thetas)
