"""Correlated Gaussian inputs with scales and offsets, and sums that do not depend on a matrix library."""

from __future__ import annotations

import math

import numpy as np

from simlab.errors import UsageError


def vector(name: str, value, dimension: int) -> np.ndarray:
    """``value``, one number or one an input, as [dimension].

    Raises
    ------
    UsageError
        If it has another number of entries.
    """
    given = np.asarray(value, float)
    if given.ndim and len(given) != dimension:
        raise UsageError(f"[data] {name}: has {len(given)} entries for dimension = {dimension}")
    return np.broadcast_to(given, dimension)


def gaussian_inputs(normals: np.ndarray, scales, offsets, correlation: float) -> np.ndarray:
    """``offsets + scales * z``, z ~ N(0, R) with R_ij = correlation off the diagonal of ones.

    The symmetric root of R is known in closed form: a I + b 1 1^T with a = sqrt(1 - correlation) and
    d b = sqrt(1 - correlation + d correlation) - a.

    Parameters
    ----------
    normals : [count, d]
        Independent numbers from N(0, 1).
    scales, offsets : number or [d]
        Standard deviations and means.
    correlation : float
        Between every two inputs.

    Raises
    ------
    UsageError
        If no d inputs can be so negatively correlated, or a vector has not d entries.
    """
    dimension = normals.shape[1]
    if 1.0 + (dimension - 1) * correlation < 0.0:
        least = -1.0 / (dimension - 1)
        raise UsageError(
            f"[data] correlation: must be at least {least:g} for {dimension} inputs, not {correlation:g}"
        )
    a = math.sqrt(1.0 - correlation)
    b = (math.sqrt(1.0 + (dimension - 1) * correlation) - a) / dimension
    mixed = a * normals + b * weighted_sum(normals, np.ones(dimension))[:, None]
    return vector("offsets", offsets, dimension) + vector("scales", scales, dimension) * mixed


def weighted_sum(inputs: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Sum over i of inputs[:, i] weights[i], in this order, whatever the machine: [count]."""
    total = np.zeros(len(inputs))
    for column, weight in zip(inputs.T, weights, strict=True):
        total += column * weight
    return total
