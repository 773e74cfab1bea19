"""Dense networks in plain NumPy, from the textbook: forward, backward, losses, momentum; float64."""

from __future__ import annotations

from itertools import pairwise

import numpy as np


def _sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


ACTIVATIONS = {
    "identity": (lambda z: z, lambda z: np.ones_like(z)),
    "tanh": (np.tanh, lambda z: 1.0 - np.tanh(z) ** 2),
    "relu": (lambda z: np.maximum(z, 0.0), lambda z: (z > 0.0).astype(float)),
    "leaky_relu": (lambda z: np.where(z > 0.0, z, 0.01 * z), lambda z: np.where(z > 0.0, 1.0, 0.01)),
    "sigmoid": (_sigmoid, lambda z: _sigmoid(z) * (1.0 - _sigmoid(z))),
}


def _mse(y, t):
    return 0.5 * ((y - t) ** 2).sum(axis=0), y - t


def _softmax_cross_entropy(y, t):
    shifted = np.exp(y - y.max(axis=0))
    p = shifted / shifted.sum(axis=0)
    chosen, columns = t[0].astype(int), np.arange(y.shape[1])
    slopes = p.copy()
    slopes[chosen, columns] -= 1.0
    return -np.log(p[chosen, columns]), slopes


def _binary_cross_entropy(y, t):
    return (np.logaddexp(0.0, y) - t * y).sum(axis=0), _sigmoid(y) - t


LOSSES = {
    "mse": _mse,
    "softmax_cross_entropy": _softmax_cross_entropy,
    "binary_cross_entropy": _binary_cross_entropy,
}


def unpacked(theta, widths):
    """``[(weights [outputs, inputs], biases [outputs])]`` of the parameters ``theta`` [P] of one network."""
    layers, first = [], 0
    for inputs, outputs in pairwise(widths):
        weights = theta[first : first + inputs * outputs].reshape(outputs, inputs)
        first += inputs * outputs
        layers.append((weights, theta[first : first + outputs]))
        first += outputs
    return layers


def outputs(theta, widths, activation, inputs):
    """Outputs [k, examples] of one network at ``inputs`` [features, examples]."""
    value, a = ACTIVATIONS[activation][0], inputs
    layers = unpacked(theta, widths)
    for number, (weights, biases) in enumerate(layers):
        a = weights @ a + biases[:, None]
        if number < len(layers) - 1:
            a = value(a)
    return a


def loss_and_gradient(theta, widths, activation, loss, inputs, targets, l2=0.0):
    """Mean loss over the examples, and its gradient [P]."""
    value, slope = ACTIVATIONS[activation]
    layers, a, kept = unpacked(theta, widths), inputs, []
    for number, (weights, biases) in enumerate(layers):
        z = weights @ a + biases[:, None]
        kept.append((a, z))
        a = value(z) if number < len(layers) - 1 else z
    losses, slopes = LOSSES[loss](a, targets)
    slopes = slopes / inputs.shape[1]
    parts = []
    for number in reversed(range(len(layers))):
        weights, _ = layers[number]
        before, z = kept[number]
        if number < len(layers) - 1:
            slopes = slopes * slope(z)
        parts.insert(0, np.concatenate([(slopes @ before.T + l2 * weights).ravel(), slopes.sum(axis=1)]))
        slopes = weights.T @ slopes
    penalty = 0.5 * l2 * sum((weights**2).sum() for weights, _ in layers)
    return losses.mean() + penalty, np.concatenate(parts)


def momentum_path(theta, batches, learning_rate, momentum, gradient):
    """Iterates of p <- mu p - alpha g, theta <- theta + p, with ``gradient(theta, batch)``."""
    velocity, path = np.zeros_like(theta), [theta.copy()]
    for batch in batches:
        velocity = momentum * velocity - learning_rate * gradient(theta, batch)
        theta = theta + velocity
        path.append(theta.copy())
    return np.array(path)
