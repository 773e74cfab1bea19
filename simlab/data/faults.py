"""Faults of training data, put in on purpose: where they are is known, so that what they do can be measured.

========== ===========================================================================================
nan, inf   one value of the example becomes NaN, or +infinity
outlier    one value of the example becomes ``magnitude``
label_flip the label becomes another one, each equally likely
duplicate  the example becomes a copy of the training example ``source``
constant   an input keeps its first training value throughout, in the test part too (a sensor that is stuck)
========== ===========================================================================================

Each example is struck independently with probability ``rate``, or those at ``indices`` are (places in the
training part, from 0; for ``constant`` inputs take the place of examples). ``where`` chooses between inputs
and the target of a regression; ``feature`` the input, else it is drawn. Whether an example is struck depends
on the seed, its number and the fault's place in the list: a higher rate strikes the same examples and more.
With a ``step`` the fault lasts for ``duration`` steps of the run; see ``simlab.data.timeline``.
"""

from __future__ import annotations

import numpy as np

from simlab.data.dataset import DataSet
from simlab.data.draws import uniforms
from simlab.data.table import FaultTable
from simlab.errors import UsageError, nearest
from simlab.lanes.random.purposes import FAULTS


def struck(data: DataSet, fault: FaultTable, seed: int, place: int) -> DataSet:
    """``data`` with one fault; ``place`` is its place in the list, and keeps its random numbers apart.

    Raises
    ------
    UsageError
        If an index or an input does not exist, or the fault makes no sense for these targets.
    """
    many = len(data.feature_names) if fault.kind == "constant" else data.train_count
    draws = uniforms(seed, many, 3, FAULTS, step=place)
    hit = _hit(fault, draws[:, 0], place)
    if fault.kind == "constant":
        return _constant(data, hit)
    rows = data.train[hit]
    note = f"{len(hit)} training examples with {fault.kind}"
    if fault.kind == "label_flip":
        return _flipped(data, rows, draws[hit, 2], note)
    if fault.kind == "duplicate":
        return _duplicated(data, rows, fault, place, note)
    value = {"nan": np.nan, "inf": np.inf, "outlier": fault.magnitude}[fault.kind]
    if fault.kind == "outlier":
        note += f" {fault.magnitude:g}"
    if fault.where == "target":
        return _target(data, rows, value, fault.kind, note)
    inputs = data.inputs.copy()
    inputs[rows, _columns(data, fault, draws[hit, 1], place)] = value
    return data.changed(f"{note} in an input", inputs=inputs)


def _hit(fault: FaultTable, chance: np.ndarray, place: int) -> np.ndarray:
    """Places that are struck, ascending."""
    if fault.indices is None:
        return np.flatnonzero(chance < fault.rate)
    for index in fault.indices:
        if index >= len(chance):
            what = "inputs" if fault.kind == "constant" else "training examples"
            raise UsageError(f"[data] faults.{place}.indices: {index} is not below the {len(chance)} {what}")
    return np.unique(fault.indices)


def _columns(data: DataSet, fault: FaultTable, draw: np.ndarray, place: int) -> np.ndarray:
    """The column of each struck example."""
    if fault.feature is None:
        return (draw * len(data.feature_names)).astype(np.int64)
    if fault.feature not in data.feature_names:
        near = (
            nearest(fault.feature, data.feature_names) or f"; there are {', '.join(data.feature_names[:16])}"
        )
        raise UsageError(f"[data] faults.{place}.feature: no input '{fault.feature}'{near}")
    return np.full(len(draw), data.feature_names.index(fault.feature))


def _target(data: DataSet, rows: np.ndarray, value: float, kind: str, note: str) -> DataSet:
    if data.target_kind != "regression":
        raise UsageError(
            f"[data] faults: '{kind}' in the target needs a regression; spoil labels by 'label_flip'"
        )
    targets = data.targets.copy()
    targets[rows] = value
    return data.changed(f"{note} in the target", targets=targets)


def _flipped(data: DataSet, rows: np.ndarray, draw: np.ndarray, note: str) -> DataSet:
    if data.target_kind == "regression":
        raise UsageError("[data] faults: 'label_flip' needs labels, and these targets are numbers")
    classes = len(data.class_names)
    targets = data.targets.copy()
    targets[rows] = (targets[rows] + 1 + (draw * (classes - 1)).astype(np.int64)) % classes
    return data.changed(note, targets=targets)


def _duplicated(data: DataSet, rows: np.ndarray, fault: FaultTable, place: int, note: str) -> DataSet:
    if fault.source >= data.train_count:
        many = f"the {data.train_count} training examples"
        raise UsageError(f"[data] faults.{place}.source: {fault.source} is not below {many}")
    inputs, targets = data.inputs.copy(), data.targets.copy()
    source = data.train[fault.source]
    inputs[rows], targets[rows] = inputs[source], targets[source]
    return data.changed(f"{note} of example {fault.source}", inputs=inputs, targets=targets)


def _constant(data: DataSet, columns: np.ndarray) -> DataSet:
    inputs = data.inputs.copy()
    inputs[:, columns] = inputs[data.train[0], columns]
    return data.changed(f"{len(columns)} inputs made constant", inputs=inputs)
