"""w = value."""

import numpy as np

EXAMPLE = {"value": 0.3}


def weights(inputs, outputs, value):
    return np.full((inputs, outputs), value)


def variance(inputs, outputs, value):
    return 0.0
