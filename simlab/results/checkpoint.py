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
from simlab.results.files import atomic_file
from simlab.results.folder import CHECKPOINT

_ARRAYS = ("state", "marks", "position")


def save_checkpoint(folder: Path, batches: Sequence[Batch], seconds: float) -> Path:
    """Write the moving part of every batch, and the time spent so far, whole or not at all."""
    arrays: dict[str, Any] = {"seconds": np.array(seconds)}
    for index, batch in enumerate(batches):
        arrays[f"{index}.width"] = np.array(batch.width)
        arrays[f"{index}.kernel"] = np.array(_kernel(batch))
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
    with _opened(folder) as arrays:
        return [int(arrays[name]) for name in arrays if name.endswith(".width")]


def load_checkpoint(folder: Path, batches: Sequence[Batch]) -> float:
    """Put the moving part of the stopped run into ``batches``, cut as it was; return the time it had taken.

    Raises
    ------
    UsageError
        If the checkpoint is damaged, or was left by kernels other than those of ``batches``.
    """
    with _opened(folder) as arrays:
        for index, batch in enumerate(batches):
            if str(arrays[f"{index}.kernel"]) != _kernel(batch):
                raise _refused(folder, "was left by other kernels, of another version of simlab perhaps")
            for name in _ARRAYS:
                getattr(batch, name)[...] = arrays[f"{index}.{name}"]
            for name, record in batch.records.items():
                record[...] = arrays[f"{index}.record.{name}"]
        return float(arrays["seconds"])


def discard_checkpoint(folder: Path) -> None:
    """Remove the checkpoint of a run that has finished."""
    (folder / CHECKPOINT).unlink(missing_ok=True)


def _kernel(batch: Batch) -> str:
    """The name of the batch's kernel: a digest of all that its bits depend on."""
    return kernel_source(batch.program, batch.width).name


@contextmanager
def _opened(folder: Path) -> Iterator[Mapping[str, np.ndarray]]:
    try:
        with open(folder / CHECKPOINT, "rb") as file, np.load(file) as arrays:
            yield arrays
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        raise _refused(folder, "is damaged") from None


def _refused(folder: Path, reason: str) -> UsageError:
    return UsageError(f"the checkpoint in {folder} {reason}: run without --resume")
