"""Scaling of the inputs, fitted on the training part: standardise, whiten, min-max.

Formula
    standardise:  x_i <- (x_i - m_i) / s_i
    whiten:       x <- L^-1 (x - m),  L L^T = C
    min_max:      x_i <- (x_i - least_i) / (greatest_i - least_i)
Symbols
    m, s, C the means, standard deviations and covariances (divisor n) over the finite training values: a NaN
    spoils its own cell and no other. Of the many whitenings this is the one by the Cholesky factor.
Reference
    Lecture 4, section 4.8, equation 16; Kessy, Lewin and Strimmer, "Optimal whitening and decorrelation",
    The American Statistician 72 (2018).
"""

from __future__ import annotations

import numpy as np

from simlab.data.dataset import DataSet
from simlab.errors import UsageError

_DEPENDENT = 1e-10  # share of a column's variance that is left when the columns before it are taken out


def without_constants(data: DataSet, policy: str, source: str) -> DataSet:
    """``data`` after the policy ``"error"``, ``"drop"`` or ``"keep"`` on inputs with one training value.

    ``source`` begins the message: the file's name, or the table's.

    Raises
    ------
    UsageError
        If there is such an input and the policy is ``"error"``, or if none is left.
    """
    inputs = data.inputs[data.train]
    constant = (inputs == inputs[0]).all(axis=0)
    if policy == "keep" or not constant.any():
        return data
    names = [name for name, one in zip(data.feature_names, constant, strict=True) if one]
    listed = f"{', '.join(names[:5])}{', ...' * (len(names) > 5)}"
    if policy == "error":
        value = inputs[0][constant][0]
        raise UsageError(
            f"{source}: column '{names[0]}' is {value:g} in all training examples"
            + (f", and {len(names) - 1} more are constant" if len(names) > 1 else "")
            + '; constant = "drop" leaves them out, "keep" goes on with them'
        )
    if constant.all():
        raise UsageError("[data] constant: every input is constant, none is left")
    return data.columns(~constant, f"constant inputs left out: {listed}")


def scaled(data: DataSet, scale: str) -> DataSet:
    """``data`` with its inputs scaled; a constant column becomes NaN, as 0/0 is.

    Parameters
    ----------
    scale : str
        ``"none"``, ``"standardise"``, ``"whiten"`` or ``"min_max"``.

    Raises
    ------
    UsageError
        If ``whiten`` meets a column that is a linear combination of those before it.
    """
    if scale == "none":
        return data
    inputs = data.inputs[data.train]
    finite = np.isfinite(inputs)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        if scale == "min_max":
            low = np.where(finite, inputs, np.inf).min(axis=0)
            high = np.where(finite, inputs, -np.inf).max(axis=0)
            done = (data.inputs - low) / (high - low)
        elif scale == "standardise":
            mean, deviation = moments(inputs)
            done = (data.inputs - mean) / deviation
        else:
            done = _whitened(data)
    return data.changed(f"inputs scaled: {scale}", inputs=done)


def target_scaled(data: DataSet) -> DataSet:
    """``data`` with the target of a regression standardised by the training part.

    Raises
    ------
    UsageError
        If the target is a label, or has a single value.
    """
    if data.target_kind != "regression":
        raise UsageError("[data] scale_target: the targets are labels, which have no scale")
    mean, deviation = moments(data.targets[data.train])
    if not np.all(deviation > 0.0):
        raise UsageError("[data] scale_target: the target is constant in the training part")
    return data.changed("target standardised", targets=(data.targets - mean) / deviation)


def moments(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation (divisor n) of the finite values of each column.

    The deviation of equal values is exactly 0; that of no values at all is NaN.
    """
    finite = np.isfinite(values)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        number = finite.sum(axis=0)
        first = np.where(finite, values, 0.0).sum(axis=0) / number
        # The second pass makes the mean of equal values that value, and their deviations 0.
        mean = first + np.where(finite, values - first, 0.0).sum(axis=0) / number
        square = np.where(finite, values - mean, 0.0) ** 2
        return mean, np.sqrt(square.sum(axis=0) / number)


def _whitened(data: DataSet) -> np.ndarray:
    """Every column minus what the columns before it say of it, over the deviation that is left.

    This is forward substitution with the Cholesky factor, one column at a time, in sums of a fixed order.
    """
    rows = data.train[np.isfinite(data.inputs[data.train]).all(axis=1)]
    if not len(rows):
        raise UsageError("[data] scale: no training example is finite, so there is nothing to whiten by")
    mean, deviation = moments(data.inputs[rows])
    columns: list[np.ndarray] = []
    for name, column, total in zip(data.feature_names, (data.inputs - mean).T, deviation, strict=True):
        rest = column.copy()
        for done in columns:
            rest -= (rest[rows] * done[rows]).sum() / len(rows) * done
        left = np.sqrt((rest[rows] ** 2).sum() / len(rows))
        if total > 0.0 and left <= total * np.sqrt(_DEPENDENT):
            raise UsageError(
                f"[data] scale: column '{name}' is a linear combination of the columns before it, "
                "so the inputs cannot be whitened; leave it out"
            )
        columns.append(rest / left)
    return np.stack(columns, axis=1)
