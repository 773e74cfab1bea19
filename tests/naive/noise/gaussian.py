"""The mean of ``batch`` gradients, each with independent noise of standard deviation sigma."""

import math


def perturbed(gradient, normals, sigma, batch):
    return gradient + math.sqrt(sigma**2 / batch) * normals
