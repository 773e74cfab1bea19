"""w = 0."""

import numpy as np

EXAMPLE: dict = {}


def weights(inputs, outputs):
    return np.zeros((inputs, outputs))


def variance(inputs, outputs):
    return 0.0
