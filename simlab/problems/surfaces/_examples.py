"""Examples of a regression, one column a coordinate, and least squares; sums of a fixed order throughout."""

from __future__ import annotations

from types import ModuleType

import numpy as np

from simlab.data.scaling import moments
from simlab.errors import UsageError

_DEPENDENT = 1e-12  # share of a column's length that is left when the columns before it are taken out


def drawn(
    kind: ModuleType,
    dimension: int,
    with_bias: float,
    standardise: float,
    weights,
    count: float,
    seed: float,
    scales,
    offsets,
    **rest: float,
) -> tuple[np.ndarray, np.ndarray]:
    """Inputs [dimension, count], with the bias's own if there is one, and targets [count] of a kind of data.

    Raises
    ------
    ValueError
        If the parameter named first in the message is impossible.
    """
    inputs = dimension - int(with_bias)
    if not inputs:
        raise ValueError("with_bias: must be 0 in one dimension, or no input is left")
    bias = float(weights[-1]) if with_bias else 0.0
    own = {"scales": scales[:inputs], "offsets": offsets[:inputs], "weights": weights[:inputs]}
    try:
        table, targets = kind.examples(int(seed), int(count), dimension=inputs, bias=bias, **own, **rest)
    except UsageError as error:
        raise ValueError(str(error).removeprefix("[data] ")) from None
    if standardise:
        mean, deviation = moments(table)
        if not deviation.all():
            constant = int(np.argmin(deviation))
            raise ValueError(f"standardise: must be 0, as input {constant} has one value only")
        table = (table - mean) / deviation
    columns = np.ones((dimension, len(table)))
    columns[:inputs] = table.T
    return columns, targets


def hashable(parameters: dict) -> dict:
    """``parameters`` with their vectors as tuples, so that what is made of them can be kept."""
    return {name: tuple(map(float, one)) if np.ndim(one) else one for name, one in parameters.items()}


def least_squares(columns: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """The weights [d] that minimise |sum_i w_i columns_i - targets|, by the modified Gram-Schmidt process.

    A column that depends on those before it has the weight 0. ``columns`` are [d, N], ``targets`` [N].

    References
    ----------
    A. Bjoerck (1967), Solving linear least squares problems by Gram-Schmidt orthogonalization, BIT 7.
    """
    rest, left, d = columns.copy(), targets.copy(), len(columns)
    triangle, shares, weights = np.zeros((d, d)), np.zeros(d), np.zeros(d)
    for k in range(d):
        length = _length(rest[k])
        if length <= _DEPENDENT * _length(columns[k]):
            rest[k] = 0.0
            continue
        rest[k] /= length
        triangle[k, k] = length
        triangle[k, k + 1 :] = (rest[k] * rest[k + 1 :]).sum(axis=1)
        rest[k + 1 :] -= triangle[k, k + 1 :, None] * rest[k]
        shares[k] = (rest[k] * left).sum()
        left -= shares[k] * rest[k]
    for k in reversed(range(d)):
        if triangle[k, k]:
            weights[k] = (shares[k] - (triangle[k] * weights).sum()) / triangle[k, k]
    return weights


def combined(columns: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Sum over i of ``columns`` [d, N] times ``weights`` [d], in this order: [N]."""
    total = np.zeros(columns.shape[1])
    for column, weight in zip(columns, weights, strict=True):
        total += weight * column
    return total


def _length(vector: np.ndarray) -> float:
    return float(np.sqrt(np.square(vector).sum()))
