"""The 2-norm."""

import numpy as np


def observe(gradient):
    return np.linalg.norm(gradient)
