"""Steps whose first random number falls below the probability have their sign turned."""

import numpy as np


def modified(gradients, uniforms, probability, factor):
    return np.array(
        [-factor * g if u[0] < probability else g for g, u in zip(gradients, uniforms, strict=True)]
    )
