"""Lines and planes through a trajectory in plain NumPy, from the papers; float64."""

from __future__ import annotations

import numpy as np


def on_line(first, second, sides):
    """Points [coordinates, points] of the line that is ``first`` [coordinates] at 0 and ``second`` at 1."""
    return np.array([(1.0 - a) * first + a * second for a in sides]).T


def filter_normalised(direction, theta, layers):
    """``direction`` [coordinates] with each unit's weights as long as in ``theta``, biases left alone.

    ``layers`` are ``(inputs, outputs)``; a layer has its weights [outputs, inputs] first, then its biases.
    """
    out, first = np.zeros_like(direction), 0
    for inputs, outputs in layers:
        for _ in range(outputs):
            unit = slice(first, first + inputs)
            out[unit] = direction[unit] * np.linalg.norm(theta[unit]) / np.linalg.norm(direction[unit])
            first += inputs
        first += outputs
    return out


def principal(path):
    """Two principal directions [2, coordinates] of ``path`` [records, coordinates] about its end, and shares.

    By the eigenvectors of the matrix of second moments, where simlab takes singular vectors.
    """
    away = path - path[-1]
    values, vectors = np.linalg.eigh(away.T @ away)
    return vectors[:, [-1, -2]].T, values[[-1, -2]] / values.sum()
