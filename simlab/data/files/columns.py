"""Columns as a reader finds them, and which of them a table asks for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from simlab.data.table import FileData
from simlab.errors import UsageError, nearest

MOST_CELLS = 20_000_000


@dataclass(frozen=True)
class Columns:
    """Some columns of a file.

    Attributes
    ----------
    file : str
        Its name, for messages.
    inputs, targets : tuple of str
        Names of the columns that are used, all of them in ``values``.
    values : dict of [N]
        float64 with NaN for a missing cell; or object: text, ``None`` for a missing cell.
    lines : list of int or None
        Line on which each row ends, for a file that has lines.
    """

    file: str
    inputs: tuple[str, ...]
    targets: tuple[str, ...]
    values: dict[str, np.ndarray]
    lines: list[int] | None = None

    @property
    def count(self) -> int:
        """Number of rows."""
        return len(self.values[self.targets[0]])

    def place(self, row: int, column: str) -> str:
        """Where a cell stands, in words."""
        return f"{f'line {self.lines[row]}' if self.lines else f'row {row} (from 0)'}, column '{column}'"

    def only(self, kept: np.ndarray) -> Columns:
        """The rows where the mask ``kept`` [N] holds."""
        values = {name: column[kept] for name, column in self.values.items()}
        lines = None if self.lines is None else [n for n, keep in zip(self.lines, kept, strict=True) if keep]
        return Columns(self.file, self.inputs, self.targets, values, lines)


def missing(column: np.ndarray) -> np.ndarray:
    """Mask [N] of the cells without a value."""
    return (
        np.isnan(column) if column.dtype == np.float64 else np.array([cell is None for cell in column], bool)
    )


def chosen(
    table: FileData, names: Sequence[str], groups: dict[str, list[str]] | None = None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of the input and of the target columns among ``names``.

    ``groups`` are further names, each of which stands for several columns.

    Raises
    ------
    UsageError
        If a column does not exist (the message has the nearest one), is named twice, or is input and target.
    """
    repeated = [name for name in dict.fromkeys(names) if list(names).count(name) > 1]
    if repeated:
        raise UsageError(f"{table.file}: two columns are called '{repeated[0]}'")
    known = {name: [name] for name in names} | (groups or {})
    wanted = [table.target] if isinstance(table.target, str) else table.target
    targets = _expanded("target", wanted, known, table.file)
    rest = [name for name in names if name not in targets]
    inputs = _expanded("inputs", rest if table.inputs is None else table.inputs, known, table.file)
    both = [name for name in inputs if name in targets]
    if both:
        raise UsageError(f"{table.file}: column '{both[0]}' is both an input and the target")
    if not inputs:
        raise UsageError(f"{table.file}: there is no column beside the target")
    return inputs, targets


def _expanded(key: str, wanted: Iterable[str], known: dict[str, list[str]], file: str) -> tuple[str, ...]:
    found: list[str] = []
    for name in wanted:
        if name not in known:
            listed = ", ".join(f"'{one}'" for one in list(known)[:16]) + ", ..." * (len(known) > 16)
            raise UsageError(
                f"{file}: [data] {key}: there is no column '{name}'{nearest(name, known)}; columns: {listed}"
            )
        found += known[name]
    if len(set(found)) < len(found):
        raise UsageError(f"{file}: [data] {key}: column '{max(found, key=found.count)}' is named twice")
    return tuple(found)
