"""Networks of any layers, forward only and from the textbook; the gradient is a complex step; float64.

A layer is a dict: width, activation, bias, normalise ("none", "batch", "layer"), residual (None or the factor
of the branch), standardise, and mask [width, examples], by which its outputs are multiplied, or None.
"""

from __future__ import annotations

import numpy as np

STEP = 1e-150  # f(x + ih) = f(x) + i h f'(x): nothing is subtracted, so no digit is lost


def layer(width, activation="tanh", bias=True, normalise="none", residual=None, standardise=False, mask=None):
    """One layer as a dict."""
    return locals()


def _relu(z):
    return np.where(z.real > 0.0, z, 0.0)


ACTIVATIONS = {
    "identity": lambda z: z,
    "tanh": np.tanh,
    "sigmoid": lambda z: 1.0 / (1.0 + np.exp(-z)),
    "relu": _relu,
    "square": lambda z: z * z,
    "softplus": lambda z: np.log(1.0 + np.exp(z)),
}


def _softmax_cross_entropy(y, t):
    shifted = y - y.real.max(axis=0)
    return np.log(np.exp(shifted).sum(axis=0)) - shifted[t[0].astype(int), np.arange(y.shape[1])]


LOSSES = {
    "mse": lambda y, t: 0.5 * ((y - t) * (y - t)).sum(axis=0),
    "softmax_cross_entropy": _softmax_cross_entropy,
    "binary_cross_entropy": lambda y, t: (np.log(1.0 + np.exp(y)) - t * y).sum(axis=0),
    "hinge": lambda y, t: _relu(1.0 - t * y).sum(axis=0),
}


def _standard(values, axis, eps, constant=False):
    mean = values.mean(axis=axis, keepdims=True)
    variance = ((values - mean) * (values - mean)).mean(axis=axis, keepdims=True)
    if constant:
        mean, variance = mean.real, variance.real
    return (values - mean) / np.sqrt(variance + eps), mean, variance


def outputs(theta, layers, inputs, eps=1e-5, weight_eps=1e-5, running=None, constant=False):
    """Outputs [k, examples], and [(mean, variance)] of the units of each layer over the examples.

    ``running`` is such a list, which takes the place of the examples' own. With ``constant`` the complex step
    does not reach the statistics of a normalised layer.
    """
    a, first, statistics = inputs, 0, []
    for number, one in enumerate(layers):

        def take(*shape):
            nonlocal first
            first += int(np.prod(shape))
            return theta[first - int(np.prod(shape)) : first].reshape(shape)

        width, before = one["width"], a
        weights = take(width, len(a))
        if one["standardise"]:
            weights = _standard(weights, 1, weight_eps)[0]
        z = weights @ a
        if one["bias"]:
            z = z + take(width)[:, None]
        h, mean, variance = _standard(z, 1, eps, constant)
        statistics.append((mean[:, 0], variance[:, 0]))
        if running:
            mean, variance = (values[:, None] for values in running[number])
            h = (z - mean) / np.sqrt(variance + eps)
        if one["normalise"] == "layer":
            h = _standard(z, 0, eps, constant)[0]
        if one["normalise"] != "none":
            z = take(width)[:, None] * h + take(width)[:, None]
        a = ACTIVATIONS[one["activation"]](z)
        if one["mask"] is not None:
            a = a * one["mask"]
        if one["residual"] is not None:
            a = before + one["residual"] * a
    return a, statistics


def loss_of(theta, layers, loss, inputs, targets, **numbers):
    """Mean loss over the examples."""
    return LOSSES[loss](outputs(theta, layers, inputs, **numbers)[0], targets).mean()


def gradient(theta, layers, loss, inputs, targets, **numbers):
    """Its gradient [P]."""
    steps = STEP * 1j * np.eye(len(theta))
    values = [loss_of(theta + step, layers, loss, inputs, targets, **numbers) for step in steps]
    return np.imag(values) / STEP
