"""From the columns of a file to a data set: policies on texts and missing cells, and what the target is."""

from __future__ import annotations

import numpy as np

from simlab.data.dataset import DataSet, whole
from simlab.data.files.cells import number
from simlab.data.files.columns import MOST_CELLS, Columns, missing
from simlab.data.table import FileData
from simlab.errors import UsageError

MOST_CATEGORIES = 64
MOST_CLASSES = 1000
_SHOWN = 5


def assembled(table: FileData, columns: Columns) -> DataSet:
    """The data set; with ``missing = "mean"`` its inputs still hold NaN, to be filled after the split.

    Raises
    ------
    UsageError
        If texts, missing or infinite cells are not allowed, or the target does not suit the task.
    """
    if not columns.count:
        raise UsageError(f"{columns.file}: has no rows")
    texts = [name for name in columns.inputs if columns.values[name].dtype == object]
    _check_texts(columns, texts, table)
    _check_infinite(columns)
    notes = [f"{columns.file}: {columns.count} rows"]
    columns, dropped = _without_missing(columns, table.missing)
    if dropped:
        notes.append(f"{dropped} rows with missing cells dropped")
    inputs, names = _inputs(columns)
    kind, targets, classes = _targets(columns, table)
    if texts:
        notes.append(f"one-hot: {', '.join(texts)}")
    return whole(inputs, targets, kind, names, classes, "; ".join(notes))


def _check_texts(columns: Columns, texts: list[str], table: FileData) -> None:
    complaints = []
    for name in texts:
        column = columns.values[name]
        known = [i for i, cell in enumerate(column) if cell is not None]
        odd = [i for i in known if number(column[i], table.decimal) is None]
        first = f"{columns.place(odd[0], name)}: '{column[odd[0]]}' is not a number"
        different = len({column[i] for i in known})
        if table.categories == "error":
            complaints.append(f"{first} ({len(odd)} such cell{'s' * (len(odd) > 1)})")
        elif 2 * len(odd) < len(known):
            complaints.append(f"{first}, while most of the column are numbers")
        elif different > MOST_CATEGORIES:
            complaints.append(f"column '{name}' has {different} different texts, more than {MOST_CATEGORIES}")
    if complaints:
        end = '; categories = "one_hot" makes one input of each text, or choose other inputs'
        listed = "\n".join(f"{columns.file}: {one}" for one in complaints)
        raise UsageError(listed + end * (table.categories == "error"))


def _check_infinite(columns: Columns) -> None:
    for name, column in columns.values.items():
        if column.dtype == np.float64 and np.isinf(column).any():
            row = int(np.argmax(np.isinf(column)))
            raise UsageError(f"{columns.file}: {columns.place(row, name)}: is infinite")


def _without_missing(columns: Columns, policy: str) -> tuple[Columns, int]:
    """The columns after the policy on missing cells, and how many rows it dropped."""
    holes = {name: np.flatnonzero(missing(column)) for name, column in columns.values.items()}
    total = sum(map(len, holes.values()))
    if not total:
        return columns, 0
    bad = np.zeros(columns.count, bool)
    bad[np.concatenate(list(holes.values()))] = True
    places = [columns.place(row, name) for name, rows in holes.items() for row in rows[:_SHOWN]][:_SHOWN]
    listed = "; ".join(places) + "; ..." * (total > _SHOWN)
    if policy == "error":
        raise UsageError(
            f"{columns.file}: {total} missing cell{'s' * (total > 1)} ({listed}); "
            f'missing = "drop" leaves out {bad.sum()} of {columns.count} rows, "mean" fills inputs'
        )
    if policy == "mean":
        for name in columns.targets:
            if len(holes[name]):
                place = columns.place(holes[name][0], name)
                raise UsageError(f'{columns.file}: {place}: the target is missing; write missing = "drop"')
        return columns, 0
    if bad.all():
        raise UsageError(f"{columns.file}: every row has a missing cell ({listed}), so none is left")
    return columns.only(~bad), int(bad.sum())


def _inputs(columns: Columns) -> tuple[np.ndarray, tuple[str, ...]]:
    """Inputs [N, d], a text column as one indicator for each of its texts, and their names."""
    parts: dict[str, np.ndarray] = {}
    for name in columns.inputs:
        column = columns.values[name]
        if column.dtype == np.float64:
            parts[name] = column
            continue
        for text in sorted(set(column) - {None}):
            parts[f"{name}={text}"] = np.where(missing(column), np.nan, (column == text).astype(float))
    if columns.count * len(parts) > MOST_CELLS:
        raise UsageError(f"{columns.file}: more than {MOST_CELLS:,} cells after one-hot encoding")
    if not parts:
        raise UsageError(f"{columns.file}: no input has any value")
    return np.ascontiguousarray(np.stack(list(parts.values()), axis=1)), tuple(parts)


def _targets(columns: Columns, table: FileData) -> tuple[str, np.ndarray, tuple[str, ...]]:
    """Kind of the target, its values and the names of its classes."""
    given, task = [columns.values[name] for name in columns.targets], table.task
    name, first = columns.targets[0], given[0]
    texts = [i for i, column in enumerate(given) if column.dtype == object]
    if len(given) > 1 and (texts or task not in (None, "regression")):
        raise UsageError(f"{columns.file}: [data] target: several targets must be numbers, for a regression")
    if task == "regression" and texts:
        odd = next(i for i, cell in enumerate(first) if number(cell, table.decimal) is None)
        raise UsageError(f"{columns.file}: {columns.place(odd, name)}: '{first[odd]}' is not a number")
    if task == "regression" or (task is None and not texts):
        return "regression", first.copy() if len(given) == 1 else np.stack(given, axis=1), ()
    values = sorted(set(first.tolist()))
    kind = task or ("binary" if len(values) == 2 else "classes")
    if len(values) < 2 or (kind == "binary" and len(values) > 2) or len(values) > MOST_CLASSES:
        wanted = "2" if kind == "binary" else f"2 to {MOST_CLASSES}"
        raise UsageError(f"{columns.file}: target '{name}' has {len(values)} different values, not {wanted}")
    codes = np.searchsorted(np.array(values), first.astype(type(values[0])))
    names = tuple(one if isinstance(one, str) else f"{one:g}" for one in values)
    return kind, codes.astype(float if kind == "binary" else np.int64), names
