"""The 2-norm of the difference."""

import numpy as np


def observe(theta, previous):
    return np.linalg.norm(theta - previous)
