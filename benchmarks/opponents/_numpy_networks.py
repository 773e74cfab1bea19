"""Networks in NumPy: products of stacks of matrices, the textbook's backward pass written out. The oracle."""

from itertools import pairwise

import numpy as np
from works import _networks

EPS = 1e-5  # of batch normalisation


def run(case, start, hyper, lanes):
    """Parameters [P, lanes] after all steps, of the ``lanes`` (numbers of networks), all in float64."""
    work = case.item
    inputs, classes = (array.astype(float) for array in _networks.table(work, case.dtype))
    chosen = _networks.places(work, case.count, case.steps, lanes)
    theta, state = start.T.copy(), OPTIMIZERS[work.OPTIMIZER][0](start.T)
    for step in range(case.steps):
        gradient = gradients(work, theta, inputs.T[chosen[step]], classes[0][chosen[step]])
        theta, state = OPTIMIZERS[work.OPTIMIZER][1](theta, gradient, state, hyper)
    return theta.T


def layers(work, theta):
    """Weights [lanes, outputs, inputs], biases, and gains and shifts or None, of every layer."""
    first, parts = 0, []
    pairs = list(pairwise(work.WIDTHS))
    for number, (i, o) in enumerate(pairs):
        sizes = [i * o, o] + [o, o] * (work.NORMALISE and number < len(pairs) - 1)
        rows = np.split(theta[:, first : first + sum(sizes)], np.cumsum(sizes)[:-1], axis=1)
        parts.append((rows[0].reshape(-1, o, i), rows[1], *(rows[2:] or (None, None))))
        first += sum(sizes)
    return parts


def gradients(work, theta, x, classes):
    """Slopes [lanes, P] of the mean loss at examples x [lanes, batch, inputs]."""
    parts, kept, a = layers(work, theta), [], x
    for weights, bias, gain, shift in parts[:-1]:
        z, normal = a @ weights.transpose(0, 2, 1) + bias[:, None], None
        if gain is not None:
            deviation = np.sqrt(z.var(axis=1, keepdims=True) + EPS)
            normal = (z - z.mean(axis=1, keepdims=True)) / deviation, deviation
            z = gain[:, None] * normal[0] + shift[:, None]
        kept.append((a, normal))
        a = np.tanh(z)
    kept.append((a, None))
    s = SLOPES[work.LOSS](a @ parts[-1][0].transpose(0, 2, 1) + parts[-1][1][:, None], classes) / x.shape[1]
    rows = []
    for (weights, _, gain, _), (a, normal) in zip(reversed(parts), reversed(kept), strict=True):
        own = []
        if normal is not None:
            h, deviation = normal
            own = [(s * h).sum(axis=1), s.sum(axis=1)]
            g = s * gain[:, None]
            s = (g - g.mean(axis=1, keepdims=True) - h * (g * h).mean(axis=1, keepdims=True)) / deviation
        by_weights = s.transpose(0, 2, 1) @ a
        rows = [by_weights.reshape(len(s), -1), s.sum(axis=1), *own, *rows]
        s = s @ weights * (1.0 - a * a)
    return np.concatenate(rows, axis=1)


def of_binary_cross_entropy(out, classes):
    return 1.0 / (1.0 + np.exp(-out)) - classes[..., None]


def of_softmax_cross_entropy(out, classes):
    e = np.exp(out - out.max(axis=2, keepdims=True))
    return e / e.sum(axis=2, keepdims=True) - (classes[..., None] == np.arange(out.shape[2]))


def momentum(theta, gradient, velocity, hyper):
    velocity = hyper["momentum"][:, None] * velocity - hyper["learning_rate"][:, None] * gradient
    return theta + velocity, velocity


def adam(theta, gradient, state, hyper):
    mean, square, step = state
    rate, beta1, beta2, eps = (hyper[n][:, None] for n in ("learning_rate", "beta1", "beta2", "eps"))
    mean, square = beta1 * mean + (1 - beta1) * gradient, beta2 * square + (1 - beta2) * gradient**2
    divisor = np.sqrt(square / (1 - beta2 ** (step + 1))) + eps
    return theta - rate * mean / (1 - beta1 ** (step + 1)) / divisor, (mean, square, step + 1)


SLOPES = {
    "binary_cross_entropy": of_binary_cross_entropy,
    "softmax_cross_entropy": of_softmax_cross_entropy,
}
OPTIMIZERS = {
    "momentum": (np.zeros_like, momentum),
    "adam": (lambda theta: (np.zeros_like(theta), np.zeros_like(theta), 0), adam),
}
