"""Parquet files, through PyArrow, which is imported only when one is read."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from simlab.data.files.cells import typed
from simlab.data.files.columns import MOST_CELLS, Columns, chosen
from simlab.data.table import FileData
from simlab.errors import UsageError

INSTALL = 'python -m pip install "simlab[data]"'


def read(path: Path, table: FileData) -> Columns:
    """The chosen columns: numbers, Booleans, texts and categories.

    Raises
    ------
    UsageError
        If PyArrow is missing (with the line that installs it), or the file is no Parquet file.
    """
    try:
        arrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError as error:
        raise UsageError(f"{table.file}: Parquet needs PyArrow ({error}); install it: {INSTALL}") from error
    try:
        file = parquet.ParquetFile(path)
        inputs, targets = chosen(table, file.schema_arrow.names)
        if file.metadata.num_rows * (len(inputs) + len(targets)) > MOST_CELLS:
            raise UsageError(f"{table.file}: more than {MOST_CELLS:,} cells are asked for")
        content = file.read(columns=[*inputs, *targets])
    except arrow.ArrowException as error:
        raise UsageError(f"{table.file}: is no Parquet file: {error}") from error
    values = {name: _column(arrow, content[name], name, table.file) for name in (*inputs, *targets)}
    return Columns(table.file, inputs, targets, values)


def _column(arrow: Any, column: Any, name: str, file: str) -> np.ndarray:
    kind = column.type
    if arrow.types.is_dictionary(kind):
        kind = kind.value_type
    if arrow.types.is_floating(kind) or arrow.types.is_integer(kind) or arrow.types.is_boolean(kind):
        return np.array([np.nan if cell is None else cell for cell in column.to_pylist()], float)
    if arrow.types.is_string(kind) or arrow.types.is_large_string(kind):
        return typed(column.to_pylist(), ".")
    raise UsageError(f"{file}: column '{name}' has the type {kind}; numbers and texts can be read")
