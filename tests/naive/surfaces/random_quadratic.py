"""f = 1/2 x^T Q diag(c) Q^T x, Q a product of dense butterfly layers drawn by NumPy's Mersenne twister."""

import numpy as np


def axes(d, seed):
    """Q^T = ... B_4 B_2 B_1; layer s turns (i, i + s), i in a block's first half, by angle s + i mod s."""
    # Seeded by an array, as Python seeds by the words of an integer.
    angles = np.append(0.0, 2 * np.pi * np.random.RandomState([int(seed)]).random_sample(d - 1))
    transposed = np.eye(d)
    s = 1
    while s < d:
        layer = np.eye(d)
        for i in range(d):
            if i % (2 * s) < s and i + s < d:
                c, t = np.cos(angles[s + i % s]), np.sin(angles[s + i % s])
                layer[np.ix_([i, i + s], [i, i + s])] = [[c, t], [-t, c]]
        transposed = layer @ transposed
        s *= 2
    return transposed.T


def matrix(curvatures, condition, seed):
    d = len(curvatures)
    spectrum = np.asarray(curvatures) / condition ** (np.arange(d) / max(d - 1, 1))
    q = axes(d, seed)
    return q @ np.diag(spectrum) @ q.T


def value(x, curvatures, condition, seed):
    return x @ matrix(curvatures, condition, seed) @ x / 2


def gradient(x, curvatures, condition, seed):
    return matrix(curvatures, condition, seed) @ x


def hessian(x, curvatures, condition, seed):
    return matrix(curvatures, condition, seed)
