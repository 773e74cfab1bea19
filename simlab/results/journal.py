"""What a run keeps until it has finished: its finished chunks, and a checkpoint of those that were begun."""

from __future__ import annotations

from pathlib import Path

from simlab.results.checkpoint import discard_checkpoint
from simlab.results.chunk_store import ChunkStore
from simlab.results.folder import CHUNKS


def journal(folder: Path, where: Path | str | None = None) -> ChunkStore:
    """The finished chunks of the run in ``folder``, there or at another place."""
    return ChunkStore(f"{where}/{folder.resolve().name}" if where else folder / CHUNKS)


def discard_journal(folder: Path, where: Path | str | None = None) -> None:
    """Remove all of it: the results have everything, or it is not wanted."""
    journal(folder, where).discard()
    discard_checkpoint(folder)
