"""Chunks that were stopped half way: everything an engine needs to go on to the same bits."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from simlab.engines.batch import Batch
from simlab.errors import UsageError
from simlab.results.chunk_store import packed, unpacked
from simlab.results.files import atomic_write
from simlab.results.folder import CHECKPOINT

_ARRAYS = ("state", "marks", "position")
_OTHERS = "was left by other kernels (of another version of simlab perhaps) or cut for another --memory"


@dataclass(frozen=True)
class Checkpoint:
    """The moving part of some batches, by the key of their chunk, and the time (seconds) they had taken.

    ``facts`` has, for each key, the ``width`` of its packs and the lane-steps that are ``remaining``.
    """

    arrays: Mapping[str, np.ndarray] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def seconds(self) -> float:
        """Time that they had taken together."""
        return self.facts.get("seconds", 0.0)

    def width(self, key: str) -> int | None:
        """Lanes of a pack of a chunk that is in it: they stay packed as they were."""
        return self.facts["width"][key] if key in self else None

    def remaining(self, key: str) -> int:
        """Lane-steps that a chunk has still to take."""
        return self.facts["remaining"][key]

    def __contains__(self, key: str) -> bool:
        return key in self.facts.get("width", {})

    def restore(self, key: str, batch: Batch) -> None:
        """Put the moving part of a chunk into its batch."""
        for name in _ARRAYS:
            getattr(batch, name)[...] = self.arrays[f"{key}.{name}"]
        for name, record in batch.records.items():
            record[...] = self.arrays[f"{key}.record.{name}"]


def save_checkpoint(folder: Path, batches: Mapping[str, Batch], seconds: float) -> Path:
    """Write the moving part of every batch, and the time spent on them, whole or not at all."""
    arrays: dict[str, np.ndarray] = {}
    for key, batch in batches.items():
        arrays |= {f"{key}.{name}": getattr(batch, name) for name in _ARRAYS}
        arrays |= {f"{key}.record.{name}": record for name, record in batch.records.items()}
    facts = {
        "seconds": seconds,
        "width": {key: batch.width for key, batch in batches.items()},
        "remaining": {key: batch.remaining for key, batch in batches.items()},
    }
    path = folder / CHECKPOINT
    atomic_write(path, packed(arrays, facts))
    return path


def load_checkpoint(folder: Path, keys: Iterable[str], strict: bool) -> Checkpoint:
    """What was stopped in ``folder``, if it is of chunks with these ``keys``; else an empty one.

    Raises
    ------
    UsageError
        If it is ``strict``, and the checkpoint is damaged, or of other chunks.
    """
    path = folder / CHECKPOINT
    if not path.exists():
        return Checkpoint()
    try:
        checkpoint = Checkpoint(*unpacked(path.read_bytes()))
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return _refused(folder, "is damaged", strict)
    if not set(checkpoint.facts["width"]) <= set(keys):
        return _refused(folder, _OTHERS, strict)
    return checkpoint


def discard_checkpoint(folder: Path) -> None:
    """Remove the checkpoint of a run that has finished."""
    (folder / CHECKPOINT).unlink(missing_ok=True)


def _refused(folder: Path, reason: str, strict: bool) -> Checkpoint:
    if strict:
        raise UsageError(f"the checkpoint in {folder} {reason}: run without --resume")
    return Checkpoint()
