"""N(0, gain^2 / inputs), or uniform with that variance."""

import numpy as np

EXAMPLE = {"gain": 1.5}


def weights(normals, uniforms, inputs, outputs, gain, distribution):
    limit = gain * (3 / inputs) ** 0.5
    return np.array(
        gain * normals / inputs**0.5 if distribution == "normal" else -limit + 2 * limit * uniforms
    )


def variance(inputs, outputs, gain, distribution):
    return gain**2 / inputs
