"""A run that was stopped: everything an engine needs to go on to the same bits."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from simlab.engines.batch import Batch
from simlab.results.files import atomic_write

CHECKPOINT = "checkpoint.npz"
_ARRAYS = ("state", "marks", "position")


def save_checkpoint(folder: Path, batches: Sequence[Batch]) -> Path:
    """Write the moving part of every batch, whole or not at all."""
    arrays: dict[str, Any] = {}
    for index, batch in enumerate(batches):
        arrays[f"{index}.width"] = np.array(batch.width)
        arrays |= {f"{index}.{name}": getattr(batch, name) for name in _ARRAYS}
        arrays |= {f"{index}.record.{name}": record for name, record in batch.records.items()}
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    path = folder / CHECKPOINT
    atomic_write(path, buffer.getvalue())
    return path


def checkpoint_widths(folder: Path) -> list[int]:
    """Lanes of a pack in each batch of the stopped run; empty if there is no checkpoint."""
    path = folder / CHECKPOINT
    if not path.exists():
        return []
    with np.load(path) as arrays:
        return [int(arrays[name]) for name in arrays.files if name.endswith(".width")]


def load_checkpoint(folder: Path, batches: Sequence[Batch]) -> None:
    """Put the moving part of the stopped run into ``batches``, which must be cut the same way."""
    with np.load(folder / CHECKPOINT) as arrays:
        for index, batch in enumerate(batches):
            for name in _ARRAYS:
                getattr(batch, name)[...] = arrays[f"{index}.{name}"]
            for name, record in batch.records.items():
                record[...] = arrays[f"{index}.record.{name}"]


def discard_checkpoint(folder: Path) -> None:
    """Remove the checkpoint of a run that has finished."""
    (folder / CHECKPOINT).unlink(missing_ok=True)
