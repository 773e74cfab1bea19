"""The mean of ``batch`` gradients, each with independent noise of standard deviation sigma."""

import numpy as np


def perturbed(gradient, normals, sigma, batch):
    return gradient + np.sqrt(np.square(sigma) / batch) * normals
