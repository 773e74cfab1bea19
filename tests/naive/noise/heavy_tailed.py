"""Bailey's polar method for Student's t, two uniform numbers each."""

import numpy as np


def perturbed(gradient, uniforms, sigma, degrees):
    u, v = np.split(uniforms, 2)
    radius = np.sqrt(degrees * np.expm1(-2 / degrees * np.log(u)))
    return gradient + sigma * radius * np.cos(2 * np.pi * v)
