"""Correlated inputs by the root of their covariance, and a linear target."""

import numpy as np

EXAMPLE = {
    "dimension": 3,
    "scales": [1.0, 10.0, 0.1],
    "offsets": [0.0, -5.0, 2.0],
    "correlation": 0.6,
    "weights": [1.0, -2.0, 3.0],
    "bias": 0.5,
    "noise": 0.2,
}


def root(matrix):
    """Symmetric square root, by its eigenvectors."""
    values, vectors = np.linalg.eigh(matrix)
    return vectors @ np.diag(np.sqrt(np.maximum(values, 0.0))) @ vectors.T


def examples(normals, count, dimension, scales, offsets, correlation, weights, bias, noise):
    draws = np.array(normals(0, dimension + 1)[:count])
    mixing = root((1 - correlation) * np.eye(dimension) + correlation * np.ones((dimension, dimension)))
    x = np.array(offsets) + np.array(scales) * (draws[:, :-1] @ mixing)
    return x, x @ np.array(weights) + bias + noise * draws[:, -1]
