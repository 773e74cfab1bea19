"""N(0, 2 gain^2 / (inputs + outputs)), or uniform on +-gain sqrt(6 / (inputs + outputs))."""

import numpy as np

EXAMPLE = {"gain": 1.5}


def weights(normals, uniforms, inputs, outputs, gain, distribution):
    limit = gain * (6 / (inputs + outputs)) ** 0.5
    spread = gain * (2 / (inputs + outputs)) ** 0.5
    return np.array(spread * normals if distribution == "normal" else -limit + 2 * limit * uniforms)


def variance(inputs, outputs, gain, distribution):
    return gain**2 / ((inputs + outputs) / 2)
