"""The nearest multiple."""

import numpy as np


def modified(gradients, spacing):
    return np.rint(gradients / spacing) * spacing
