"""What happens inside a dense network, layer by layer, in plain NumPy: one example at a time."""

from __future__ import annotations

import numpy as np
from naive import networks

SATURATED = {
    "tanh": lambda z: np.abs(np.tanh(z)) > 0.95,
    "sigmoid": lambda z: np.abs(networks.ACTIVATIONS["sigmoid"][0](z) - 0.5) > 0.475,
    "relu": lambda z: z <= 0.0,
}


def passes(theta, widths, activation, loss, inputs, targets):
    """Sums z, activations a and slopes dL_n/dz of every layer, each [units, examples]; inputs first in a."""
    value, slope = networks.ACTIVATIONS[activation]
    layers = networks.unpacked(theta, widths)
    a, z, s = [inputs], [], []
    for number, (weights, biases) in enumerate(layers):
        z.append(weights @ a[-1] + biases[:, None])
        a.append(value(z[-1]) if number < len(layers) - 1 else z[-1])
    _, slopes = networks.LOSSES[loss](a[-1], targets)
    for number in reversed(range(len(layers))):
        if number < len(layers) - 1:
            slopes = slopes * slope(z[number])
        s.insert(0, slopes)
        slopes = layers[number][0].T @ slopes
    return z, a, s


def measures(theta, widths, activation, loss, inputs, targets, edges):
    """Every diagnostic of the layers by its name, and the gradients of single examples [examples, P]."""
    z, a, s = passes(theta, widths, activation, loss, inputs, targets)
    last = len(widths) - 2
    ends = np.concatenate([[-np.inf], edges, [np.inf]])
    found = {
        "activation_mean": [one.mean() for one in a[1:]],
        "activation_variance": [one.var() for one in a[1:]],
        "saturated_fraction": [
            SATURATED[activation](one).mean() if number < last else 0.0 for number, one in enumerate(z)
        ],
        "dead_fraction": [(one == 0.0).all(axis=1).mean() for one in a[1:]],
        "activation_histogram": [np.histogram(one, ends)[0] / one.size for one in a[1:]],
        "slope_norm": [np.sqrt((one**2).mean()) for one in s],
    }
    each = []
    for example in range(inputs.shape[1]):
        chosen = inputs[:, [example]], targets[:, [example]]
        each.append(networks.loss_and_gradient(theta, widths, activation, loss, *chosen)[1])
    return {name: np.array(values) for name, values in found.items()}, np.array(each)
