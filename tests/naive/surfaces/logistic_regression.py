"""Minus the mean log-likelihood of labels drawn by a logistic model."""

from functools import lru_cache

import numpy as np
from naive import draws

NAMES = ("count", "scales", "offsets", "correlation", "weights", "with_bias", "standardise", "seed")


def data(d, own):
    return _data(d, *(tuple(map(float, own[name])) if np.ndim(own[name]) else own[name] for name in NAMES))


@lru_cache
def _data(d, count, scales, offsets, correlation, weights, with_bias, standardise, seed):
    count, inputs = int(count), d - int(with_bias)
    values, vectors = np.linalg.eigh((1 - correlation) * np.eye(inputs) + correlation)
    x = draws.normals(int(seed), count, inputs) @ vectors @ np.diag(np.sqrt(values)) @ vectors.T
    x = np.array(offsets[:inputs]) + np.array(scales[:inputs]) * x
    chance = 1 / (1 + np.exp(-(x @ weights[:inputs] + with_bias * weights[-1])))
    y = draws.uniforms(int(seed), count, 1, step=1)[:, 0] < chance
    if standardise:
        x = (x - x.mean(axis=0)) / x.std(axis=0)
    return np.hstack([x, np.ones((count, int(with_bias)))]), y


def probability(w, x):
    return 1 / (1 + np.exp(-(x @ w)))


def value(w, **own):
    x, y = data(len(w), own)
    right = np.where(y, probability(w, x), probability(-w, x))
    return -np.log(right).mean()


def gradient(w, **own):
    x, y = data(len(w), own)
    return x.T @ (probability(w, x) - y) / len(y)


def hessian(w, **own):
    x, y = data(len(w), own)
    p = probability(w, x)
    return x.T @ np.diag(p * (1 - p)) @ x / len(y)
