"""Cures of bad training data that change the table: leave examples out, or clip them.

Formula
    outlier:    |v - c| > deviations s
    drop:       leave out examples with an outlier or a non-finite value
    winsorise:  v <- c + clip(v - c, -deviations s, deviations s)
Symbols
    v a value of an input, or of the target of a regression; c the median of its column over the finite
    training values and s = 1.4826 times the median of |v - c|, which is the standard deviation of a Gaussian
    and which the outliers themselves hardly move. Where more than half of a column is equal, that s is 0,
    and mean and standard deviation take their place. A NaN cannot be clipped and stays.
Reference
    Hampel, "The influence curve and its role in robust estimation", J. Amer. Statist. Assoc. 69 (1974).
"""

from __future__ import annotations

import numpy as np

from simlab.data.dataset import DataSet
from simlab.data.scaling import moments
from simlab.errors import UsageError

_GAUSSIAN = 1.4826022185056018  # 1/Phi^-1(3/4)


def cured(data: DataSet, cure: str, deviations: float) -> DataSet:
    """``data`` after the cure ``"none"``, ``"drop"`` or ``"winsorise"``; the test part stays as it is.

    Raises
    ------
    UsageError
        If ``drop`` leaves no training example.
    """
    if cure == "none":
        return data
    regression = data.target_kind == "regression"
    inputs, lowest, highest = _limits(data.inputs, data.train, deviations)
    targets, low, high = _limits(data.targets, data.train, deviations)
    if cure == "drop":
        outside = [_outside(inputs, lowest, highest)]
        if regression:
            outside.append(_outside(targets, low, high).reshape(len(targets), -1))
        bad = np.concatenate(outside, axis=1).any(axis=1)
        if bad.all():
            raise UsageError("[data] cure: 'drop' leaves no training example")
        kept = np.ones(len(data.inputs), bool)
        kept[data.train[bad]] = False
        return data.only(kept, f"{bad.sum()} training examples dropped as outliers beyond {deviations:g} s")
    changes = {"inputs": _replaced(data.inputs, data.train, np.clip(inputs, lowest, highest))}
    clipped = (changes["inputs"] != data.inputs) & ~np.isnan(data.inputs)
    number = clipped.sum()
    if regression:
        changes["targets"] = _replaced(data.targets, data.train, np.clip(targets, low, high))
        number += ((changes["targets"] != data.targets) & ~np.isnan(data.targets)).sum()
    return data.changed(f"{number} training values clipped at {deviations:g} s", **changes)


def _limits(values: np.ndarray, rows: np.ndarray, deviations: float) -> tuple[np.ndarray, ...]:
    """Training values [n, ...], and the least and the greatest value of each column that is no outlier."""
    part = values[rows].astype(float)
    finite = np.where(np.isfinite(part), part, np.nan)
    centre = _median(finite)
    spread = _GAUSSIAN * _median(np.abs(finite - centre))
    mean, deviation = moments(finite)
    centre, spread = np.where(spread > 0.0, (centre, spread), (mean, deviation))
    return part, centre - deviations * spread, centre + deviations * spread


def _median(values: np.ndarray) -> np.ndarray:
    """Median of what is not NaN in each column; NaN where there is nothing (np.nanmedian warns of it)."""
    ordered = np.sort(values, axis=0)  # NaN last
    number = np.maximum((~np.isnan(values)).sum(axis=0), 1)
    low, high = (np.take_along_axis(ordered, k[None], axis=0)[0] for k in ((number - 1) // 2, number // 2))
    return low + (high - low) / 2.0


def _outside(values: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    return ~np.isfinite(values) | (values < low) | (values > high)


def _replaced(array: np.ndarray, rows: np.ndarray, values: np.ndarray) -> np.ndarray:
    new = array.copy()
    new[rows] = values
    return new
