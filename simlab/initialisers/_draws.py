"""Weights of a given variance, Gaussian or uniform, and numbers that differ from lane to lane."""

from __future__ import annotations

import numpy as np


def per_lane(value) -> np.ndarray:
    """A number, or one a lane [lanes], as [1 or lanes, 1, 1]."""
    return np.asarray(value, float).reshape(-1, 1, 1)


def gaussian(normals: np.ndarray, std: np.ndarray) -> np.ndarray:
    """N(0, std^2), from independent N(0, 1) numbers."""
    return std * normals


def even(uniforms: np.ndarray, std: np.ndarray) -> np.ndarray:
    """U(-r, r) with r = sqrt(3) std, which has the variance std^2, from independent U(0, 1) numbers."""
    return np.sqrt(3.0) * std * (2.0 * uniforms - 1.0)
