"""The record that every source of data ends in and every step of the preparation maps to a new one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

TARGET_KINDS = ("regression", "binary", "classes")


@dataclass(frozen=True, eq=False)
class DataSet:
    """A table of N examples with d inputs each; its arrays cannot be written to.

    Attributes
    ----------
    inputs : [N, d] float64
        In the units of the source until they are scaled.
    targets : [N] or [N, k]
        ``"regression"``: float64, [N, k] if there are several targets. ``"binary"``: float64, 0 or 1.
        ``"classes"``: int64, positions in ``class_names``.
    target_kind : str
        One of ``TARGET_KINDS``.
    feature_names, class_names : tuple of str
        d names, unique; names of the classes (``()`` for regression).
    train, test : [n] int64
        Rows of the two parts, ascending, without a common one.
    description : str
        What was done to the table, in the order in which it was done: nothing is hidden.
    """

    inputs: np.ndarray
    targets: np.ndarray
    target_kind: str
    feature_names: tuple[str, ...]
    class_names: tuple[str, ...]
    train: np.ndarray
    test: np.ndarray
    description: str

    def __post_init__(self) -> None:
        for array in (self.inputs, self.targets, self.train, self.test):
            array.flags.writeable = False

    @property
    def train_count(self) -> int:
        """Number of training examples."""
        return len(self.train)

    def part(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Inputs and targets of the part ``"train"`` or ``"test"``, as copies."""
        rows = {"train": self.train, "test": self.test}[name]
        return self.inputs[rows], self.targets[rows]

    def changed(self, note: str, **changes: Any) -> DataSet:
        """The same table with some fields replaced; ``note`` says so in the description."""
        return replace(self, description=f"{self.description}; {note}", **changes)

    def only(self, kept: np.ndarray, note: str) -> DataSet:
        """The rows where the mask ``kept`` [N] holds."""
        position = np.cumsum(kept) - 1
        parts = {
            name: position[rows[kept[rows]]] for name, rows in (("train", self.train), ("test", self.test))
        }
        return self.changed(note, inputs=self.inputs[kept], targets=self.targets[kept], **parts)

    def columns(self, kept: np.ndarray, note: str) -> DataSet:
        """The inputs where the mask ``kept`` [d] holds."""
        names = tuple(name for name, keep in zip(self.feature_names, kept, strict=True) if keep)
        return self.changed(note, inputs=np.ascontiguousarray(self.inputs[:, kept]), feature_names=names)


def whole(
    inputs: np.ndarray,
    targets: np.ndarray,
    target_kind: str,
    feature_names: tuple[str, ...],
    class_names: tuple[str, ...],
    description: str,
) -> DataSet:
    """A table all of whose examples are training examples."""
    rows, none = np.arange(len(inputs)), np.arange(0)
    return DataSet(inputs, targets, target_kind, feature_names, class_names, rows, none, description)
