"""N(0, 2 gain^2 / fan), or uniform on +-gain sqrt(6 / fan)."""

import numpy as np

EXAMPLE = {"gain": 1.5}


def weights(normals, uniforms, inputs, outputs, gain, distribution, fan):
    number = {"fan_in": inputs, "fan_out": outputs}[fan]
    limit, spread = gain * (6 / number) ** 0.5, gain * (2 / number) ** 0.5
    return np.array(spread * normals if distribution == "normal" else -limit + 2 * limit * uniforms)


def variance(inputs, outputs, gain, distribution, fan):
    return 2 * gain**2 / (inputs if fan == "fan_in" else outputs)
