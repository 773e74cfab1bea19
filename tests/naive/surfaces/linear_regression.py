"""Half the mean squared residual of the examples themselves; the Hessian is X^T X / N."""

from functools import lru_cache

import numpy as np
from naive import draws

NAMES = ("count", "scales", "offsets", "correlation", "weights", "noise", "with_bias", "standardise", "seed")


def data(d, own):
    return _data(d, *(tuple(map(float, own[name])) if np.ndim(own[name]) else own[name] for name in NAMES))


@lru_cache
def _data(d, count, scales, offsets, correlation, weights, noise, with_bias, standardise, seed):
    count, inputs = int(count), d - int(with_bias)
    z = draws.normals(int(seed), count, inputs + 1)
    values, vectors = np.linalg.eigh((1 - correlation) * np.eye(inputs) + correlation)
    x = z[:, :-1] @ vectors @ np.diag(np.sqrt(values)) @ vectors.T
    x = np.array(offsets[:inputs]) + np.array(scales[:inputs]) * x
    y = x @ weights[:inputs] + with_bias * weights[-1] + noise * z[:, -1]
    if standardise:
        x = (x - x.mean(axis=0)) / x.std(axis=0)
    return np.hstack([x, np.ones((count, int(with_bias)))]), y


def value(w, **own):
    x, y = data(len(w), own)
    return ((x @ w - y) ** 2).mean() / 2


def gradient(w, **own):
    x, y = data(len(w), own)
    return x.T @ (x @ w - y) / len(y)


def hessian(w, **own):
    x, y = data(len(w), own)
    return x.T @ x / len(y)
