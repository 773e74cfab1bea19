"""From a data set to the tables of a kernel: targets in the form that a loss takes, examples by class."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simlab import registry
from simlab.data.batches import sorted_order
from simlab.data.dataset import DataSet
from simlab.engines.batch import Tables
from simlab.errors import UsageError

NUMBERS = 'the targets are numbers (task = "classes" in [data] makes classes of those of a file)'


@dataclass(frozen=True, eq=False)
class Examples:
    """Tables for a loss, which takes ``target_rows`` numbers of an example and so many ``outputs``."""

    tables: Tables
    outputs: int
    target_rows: int
    labelled: bool


def examples(data: DataSet, loss: str, dtype: str) -> Examples:
    """The tables of ``data`` for ``loss``.

    Targets of classes become 0 and 1, one for each class, for a loss of outputs; -1 and 1 for one of signs.
    Two classes need a single output, except where the loss takes the class itself.

    Raises
    ------
    UsageError
        If the loss cannot take such targets.
    """
    kind = registry.load("losses", loss).TARGETS
    if data.target_kind == "regression" and kind != "outputs":
        raise UsageError(f"problem network: {loss} needs classes, and {NUMBERS}")
    parts = [_targets(data, kind, rows) for rows in (data.train, data.test)]
    labelled = data.target_kind != "regression"
    rows = len(parts[0]) - labelled
    outputs = len(data.class_names) if kind == "class" else rows
    inputs = [data.inputs[chosen].T for chosen in (data.train, data.test)]
    train, train_targets, test, test_targets = (
        np.ascontiguousarray(array.astype(dtype)) for array in (inputs[0], parts[0], inputs[1], parts[1])
    )
    tables = Tables(train, train_targets, test, test_targets, _by_class(data))
    return Examples(tables, outputs, rows, labelled)


def _targets(data: DataSet, kind: str, rows: np.ndarray) -> np.ndarray:
    """[numbers of an example, examples]; of classes, the last row is the class."""
    targets = data.targets[rows].astype(float)
    if data.target_kind == "regression":
        return np.atleast_2d(targets.T)  # also of no examples at all
    several = data.target_kind == "classes" and len(data.class_names) != 2
    form = targets[None]
    if kind != "class" and several:
        form = (np.arange(len(data.class_names))[:, None] == targets).astype(float)
    if kind == "sign":
        form = 2.0 * form - 1.0
    return np.concatenate([form, targets[None]])


def _by_class(data: DataSet) -> np.ndarray:
    """uint32 [3, examples]: see ``simlab.networks.orders``; zeros for several targets."""
    labels = data.targets[data.train]
    table = np.zeros((3, len(labels)), np.uint32)
    if labels.ndim == 1:
        rows, begins = sorted_order(labels)
        sizes = np.diff(begins)
        table[:] = rows, np.repeat(begins[:-1], sizes), np.repeat(sizes, sizes)
    return table
