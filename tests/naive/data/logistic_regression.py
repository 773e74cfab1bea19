"""Correlated inputs by the root of their covariance, and labels by the logistic function."""

import numpy as np

EXAMPLE = {
    "dimension": 2,
    "scales": [1.0, 3.0],
    "offsets": [0.5, -1.0],
    "correlation": -0.4,
    "weights": [2.0, 1.0],
    "bias": -0.5,
}


def root(matrix):
    """Symmetric square root, by its eigenvectors."""
    values, vectors = np.linalg.eigh(matrix)
    return vectors @ np.diag(np.sqrt(np.maximum(values, 0.0))) @ vectors.T


def examples(uniforms, normals, count, dimension, scales, offsets, correlation, weights, bias):
    mixing = root((1 - correlation) * np.eye(dimension) + correlation * np.ones((dimension, dimension)))
    x = np.array(offsets) + np.array(scales) * (np.array(normals(0, dimension)[:count]) @ mixing)
    chance = 1 / (1 + np.exp(-(x @ np.array(weights) + bias)))
    return x, [float(u[0] < p) for u, p in zip(uniforms(1, 1)[:count], chance, strict=True)]
