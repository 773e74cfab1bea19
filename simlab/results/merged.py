"""The first chunks of a streaming run as one file: their statistics are small, their files would be many."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from simlab.results.chunk_store import ChunkStore
from simlab.results.streamed import Tallies

MERGED = "merged"


def save_merged(store: ChunkStore, tallies: Tallies, keys: Sequence[str], seconds: float) -> None:
    """Keep the ``tallies`` of the first chunks of the run, which have these ``keys``; forget their files."""
    facts = {"chunks": len(keys), "of": _digest(keys), "seconds": seconds}
    store.write(MERGED, dict(tallies.arrays()), facts)
    store.remove(keys)


def load_merged(store: ChunkStore, tallies: Tallies, keys: Sequence[str]) -> tuple[int, float]:
    """Fill ``tallies``; of how many chunks they are and the time (seconds) these took, or (0, 0)."""
    found = store.read(MERGED)
    if found is None:
        return 0, 0.0
    arrays, facts = found
    count = facts["chunks"]
    if facts["of"] != _digest(keys[:count]):
        return 0, 0.0
    tallies.restore(arrays)
    tallies.chunks = count
    return count, facts["seconds"]


def _digest(keys: Sequence[str]) -> str:
    return hashlib.sha256(" ".join(keys).encode()).hexdigest()
