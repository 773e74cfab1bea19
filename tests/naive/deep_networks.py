"""Residual networks with layer normalisation, one example at a time with whole Jacobians; float64."""

from __future__ import annotations

import numpy as np


def normalised(z, gain, shift, eps):
    """Outputs of one example's units, their Jacobian by z, and the normalised z."""
    n = len(z)
    deviation = np.sqrt(z.var() + eps)
    h = (z - z.mean()) / deviation
    jacobian = (np.eye(n) - np.full((n, n), 1.0 / n) - np.outer(h, h) / n) / deviation
    return gain * h + shift, gain[:, None] * jacobian, h


def layer(x, parameters, width, normalise, scale, eps):
    """Tanh layer of input ``x`` [n]: output, Jacobian by x, Jacobian by its parameters.

    ``scale`` is None for f(x), a number s for x + s f(x).
    """
    n = len(x)
    weights, rest = parameters[: n * width].reshape(width, n), parameters[n * width :]
    z, of_z = weights @ x + rest[:width], np.eye(width)
    own = np.concatenate([np.kron(np.eye(width), x), np.eye(width)], axis=1)  # dz by weights and biases
    by_input = weights
    if normalise:
        gain, shift = rest[width : 2 * width], rest[2 * width :]
        z, of_z, h = normalised(z, gain, shift, eps)
        own = np.concatenate([of_z @ own, np.diag(h), np.eye(width)], axis=1)
        by_input = of_z @ weights
    a = np.tanh(z)
    slope = (1.0 - a * a)[:, None]
    a, by_input, own = a, slope * by_input, slope * own
    if scale is None:
        return a, by_input, own
    return x + scale * a, np.eye(n) + scale * by_input, scale * own


def loss_and_gradient(theta, inputs, targets, width, hidden, normalise, scale, eps=1e-5):
    """Mean of (y - t)^2/2 of a network with ``hidden`` layers and one output, and its gradient [P].

    The first hidden layer has no connection around it.
    """
    loss, gradient = 0.0, np.zeros_like(theta)
    for x, t in zip(inputs.T, targets[0], strict=True):
        jacobians, first, a = [], 0, x
        for number in range(hidden):
            count = (len(a) + 1 + 2 * normalise) * width
            around = scale if number else None
            rows = slice(first, first + count)
            a, by_input, own = layer(a, theta[rows], width, normalise, around, eps)
            jacobians.append((rows, by_input, own))
            first += count
        error = theta[first : first + width] @ a + theta[-1] - t
        loss += 0.5 * error**2
        gradient[first:] += error * np.append(a, 1.0)
        slopes = error * theta[first : first + width]
        for rows, by_input, own in reversed(jacobians):
            gradient[rows] += slopes @ own
            slopes = slopes @ by_input
    examples = inputs.shape[1]
    return loss / examples, gradient / examples
