"""Archives of NumPy arrays: an array [N] is a column, an array [N, k] the columns name_0, name_1, ..."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np

from simlab.data.files.cells import typed
from simlab.data.files.columns import MOST_CELLS, Columns, chosen
from simlab.data.table import FileData
from simlab.errors import UsageError


def read(path: Path, table: FileData) -> Columns:
    """The chosen columns; the name of an array [N, k] stands for all of its columns.

    Raises
    ------
    UsageError
        If the file is no such archive, is too large unpacked, or its arrays are no table.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
        if unpacked > 8 * MOST_CELLS:
            raise UsageError(f"{table.file}: unpacks to {unpacked / 2**20:,.0f} MiB, which is too much")
        with np.load(path, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
    except (zipfile.BadZipFile, EOFError, ValueError) as error:
        raise UsageError(f"{table.file}: is no NPZ file of plain arrays: {error}") from error
    if not arrays:
        raise UsageError(f"{table.file}: the file is empty")
    values: dict[str, np.ndarray] = {}
    groups: dict[str, list[str]] = {}
    for name, array in arrays.items():
        if array.ndim == 1:
            values[name] = array
        elif array.ndim == 2:
            groups[name] = [f"{name}_{i}" for i in range(array.shape[1])]
            values |= zip(groups[name], array.T, strict=True)
    inputs, targets = chosen(table, list(values), groups)
    columns = {name: _column(values[name], name, table.file) for name in (*inputs, *targets)}
    lengths = {name: len(column) for name, column in columns.items()}
    if len(set(lengths.values())) > 1:
        listed = ", ".join(f"'{name}' {length}" for name, length in lengths.items())
        raise UsageError(f"{table.file}: columns of unequal length: {listed}")
    return Columns(table.file, inputs, targets, columns)


def _column(array: np.ndarray, name: str, file: str) -> np.ndarray:
    if array.dtype.kind in "fiub":
        return array.astype(np.float64)
    if array.dtype.kind == "U":
        return typed(array.tolist(), ".")
    raise UsageError(f"{file}: column '{name}' has the type {array.dtype}; numbers and texts can be read")
