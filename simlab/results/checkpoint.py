"""A run that was stopped: everything an engine needs to go on to the same bits."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from simlab.engines.batch import Batch
from simlab.errors import UsageError
from simlab.kernels.build import kernel_source
from simlab.kernels.program import Program
from simlab.results.files import atomic_file
from simlab.results.folder import CHECKPOINT

_ARRAYS = ("state", "marks", "position")


def save_checkpoint(folder: Path, batches: Sequence[Batch], seconds: float) -> Path:
    """Write the moving part of every batch, and the time spent so far, whole or not at all."""
    arrays: dict[str, Any] = {"seconds": np.array(seconds)}
    for index, batch in enumerate(batches):
        arrays[f"{index}.width"] = np.array(batch.width)
        arrays[f"{index}.kernel"] = np.array(kernel_name(batch.program, batch.width))
        arrays |= {f"{index}.{name}": getattr(batch, name) for name in _ARRAYS}
        arrays |= {f"{index}.record.{name}": record for name, record in batch.records.items()}
    path = folder / CHECKPOINT
    with atomic_file(path) as temporary, open(temporary, "wb") as file:
        np.savez(file, **arrays)
    return path


def checkpoint_widths(folder: Path) -> list[int]:
    """Lanes of a pack in each batch of the stopped run; empty if there is no checkpoint.

    Raises
    ------
    UsageError
        If the checkpoint is damaged.
    """
    if not (folder / CHECKPOINT).exists():
        return []
    with opened_checkpoint(folder) as arrays:
        return [int(arrays[name]) for name in arrays if name.endswith(".width")]


def load_checkpoint(folder: Path, batches: Sequence[Batch]) -> float:
    """Put the moving part of the stopped run into ``batches``, cut as it was; return the time it had taken.

    Raises
    ------
    UsageError
        If the checkpoint is damaged, or was left by kernels other than those of ``batches``.
    """
    with opened_checkpoint(folder) as arrays:
        for index, batch in enumerate(batches):
            if str(arrays[f"{index}.kernel"]) != kernel_name(batch.program, batch.width):
                raise refused(folder, "was left by other kernels, of another version of simlab perhaps")
            for name in _ARRAYS:
                getattr(batch, name)[...] = arrays[f"{index}.{name}"]
            for name, record in batch.records.items():
                record[...] = arrays[f"{index}.record.{name}"]
        return float(arrays["seconds"])


def discard_checkpoint(folder: Path) -> None:
    """Remove the checkpoint of a run that has finished."""
    (folder / CHECKPOINT).unlink(missing_ok=True)


def kernel_name(program: Program, width: int) -> str:
    """The name of a kernel: a digest of all that its bits depend on."""
    return kernel_source(program, width).name


@contextmanager
def opened_checkpoint(folder: Path) -> Iterator[Mapping[str, np.ndarray]]:
    """The arrays of the checkpoint in ``folder``; a damaged one is refused."""
    try:
        with open(folder / CHECKPOINT, "rb") as file, np.load(file) as arrays:
            yield arrays
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        raise refused(folder, "is damaged") from None


def refused(folder: Path, reason: str) -> UsageError:
    """The error that the checkpoint in ``folder`` cannot be used."""
    return UsageError(f"the checkpoint in {folder} {reason}: run without --resume")
