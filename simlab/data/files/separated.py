"""Text files of separated cells: CSV and its relatives."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from simlab.data.files.cells import number, typed
from simlab.data.files.columns import MOST_CELLS, Columns, chosen
from simlab.data.table import FileData
from simlab.errors import UsageError

_SEPARATORS = {",": ",", ";": ";", "\t": "\\t", "|": "|"}


def read(path: Path, table: FileData) -> Columns:
    """The chosen columns; one of which every known cell is a number becomes float64.

    Raises
    ------
    UsageError
        If the file is empty, in another encoding, or has rows of unequal length.
    """
    text = _decoded(path.read_bytes(), table)
    separator = table.separator
    if path.suffix.lower() == ".tsv" and "separator" not in table.model_fields_set:
        separator = "\t"
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=separator, strict=True, skipinitialspace=True
    )
    rows: list[list[str]] = []
    lines: list[int] = []
    try:
        for row in reader:
            if row:
                rows.append(row)
                lines.append(reader.line_num)
    except csv.Error as error:
        raise UsageError(f"{table.file}: line {reader.line_num}: {error}") from error
    names = _names(rows, lines, table, separator)
    _check_shape(rows, lines, len(names), table.file)
    inputs, targets = chosen(table, names)
    if len(rows) * (len(inputs) + len(targets)) > MOST_CELLS:
        raise UsageError(f"{table.file}: more than {MOST_CELLS:,} cells are asked for")
    values = {}
    for name in (*inputs, *targets):
        place = names.index(name)
        values[name] = typed([row[place] for row in rows], table.decimal)
    return Columns(table.file, inputs, targets, values, lines)


def _decoded(data: bytes, table: FileData) -> str:
    encoding = "utf-8-sig" if table.encoding == "utf-8" else table.encoding
    if encoding == "utf-8-sig" and data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise UsageError(f'{table.file}: begins like UTF-16; write encoding = "utf-16"')
    try:
        text = data.decode(encoding)
    except UnicodeError as error:
        start = getattr(error, "start", 0)
        line = data[:start].count(b"\n") + 1
        raise UsageError(
            f"{table.file}: line {line}: byte 0x{data[start]:02x} is not {table.encoding}; "
            'write the encoding of the file, as in encoding = "latin-1"'
        ) from error
    if "\0" in text:
        raise UsageError(f"{table.file}: holds null characters, so it is no text file in {table.encoding}")
    if not text.strip():
        raise UsageError(f"{table.file}: the file is empty")
    return text


def _names(rows: list[list[str]], lines: list[int], table: FileData, separator: str) -> list[str]:
    """Names of the columns; the line that has them is taken off ``rows``."""
    if not table.header:
        return [f"column_{i}" for i in range(len(rows[0]))]
    header, _ = [cell.strip() for cell in rows.pop(0)], lines.pop(0)
    if len(header) == 1:
        for other, written in _SEPARATORS.items():
            if other != separator and other in header[0]:
                raise UsageError(f'{table.file}: has one column only; did you mean separator = "{written}"?')
    if "" in header:
        raise UsageError(f"{table.file}: line 1: column {header.index('') + 1} of {len(header)} has no name")
    if all(number(cell, table.decimal) is not None for cell in header):
        raise UsageError(
            f"{table.file}: line 1 has numbers, not names; header = false calls columns column_0, ..."
        )
    if not rows:
        raise UsageError(f"{table.file}: has names but no rows")
    return header


def _check_shape(rows: list[list[str]], lines: list[int], width: int, file: str) -> None:
    ragged = [i for i, row in enumerate(rows) if len(row) != width]
    if ragged:
        first = ragged[0]
        cells = f"{len(rows[first])} cell{'s' * (len(rows[first]) != 1)}"
        more = f" ({len(ragged)} such lines)" if len(ragged) > 1 else ""
        raise UsageError(f"{file}: line {lines[first]} has {cells} instead of {width}{more}")
