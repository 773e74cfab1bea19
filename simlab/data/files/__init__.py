"""Files of the user as data: CSV, NPZ and Parquet, read by the names of their columns.

A file is only read, never written, and is at most ``MOST_BYTES`` long: what thousands of networks train on
has to stay near the processor.
"""

from __future__ import annotations

from pathlib import Path
from stat import S_ISREG

from simlab.data.dataset import DataSet
from simlab.data.files import npz, parquet, separated
from simlab.data.files.assembling import assembled
from simlab.data.table import FileData
from simlab.errors import UsageError, nearest

MOST_BYTES = 64 * 2**20
READERS = {
    ".csv": separated.read,
    ".tsv": separated.read,
    ".txt": separated.read,
    ".npz": npz.read,
    ".parquet": parquet.read,
}


def read_file(table: FileData, folder: Path) -> DataSet:
    """The chosen columns of a file, after the policies on missing cells and on texts.

    Raises
    ------
    UsageError
        If the file is missing, too large, of an unknown kind or not as it is described; the message names
        the file, the line or row, the column and what to write instead.
    """
    path = folder / table.file
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise UsageError(f"{table.file}: unknown ending '{path.suffix}'; known are {', '.join(READERS)}")
    try:
        facts = path.stat()
        if not S_ISREG(facts.st_mode):
            raise UsageError(f"{table.file}: is not a file")
        if facts.st_size > MOST_BYTES:
            size = f"{facts.st_size / 2**20:,.0f} MiB"
            raise UsageError(f"{table.file}: has {size}; at most {MOST_BYTES // 2**20} MiB are read")
        return assembled(table, reader(path, table))
    except FileNotFoundError as error:
        there = [one.name for one in path.parent.glob("*")] if path.parent.is_dir() else []
        raise UsageError(f"{table.file}: no such file in {path.parent}{nearest(path.name, there)}") from error
    except (OSError, ValueError) as error:  # ValueError: a path with a null character
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"{table.file}: cannot be read: {reason}") from error
