"""A streaming run in chunks: so many lanes at a time as fit a bounded memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from simlab.plan.variants import Variant

GROUP = 4096  # replicates that are summed as one; a power of two, and part of what the bits depend on
CHUNK_BYTES = 64 * 2**20


@dataclass(frozen=True)
class Chunk:
    """``count`` replicates, from ``first`` on, of some ``variants`` of one program."""

    variants: tuple[Variant, ...]
    first: int
    count: int


def cut(variants: Sequence[Variant], replicates: int, bytes_per_replicate: int) -> Iterator[Chunk]:
    """Chunks of whole groups, of about ``CHUNK_BYTES`` or one group; each variant's replicates in order."""
    group = min(GROUP, replicates)
    groups = max(1, CHUNK_BYTES // (group * bytes_per_replicate))
    together = min(len(variants), groups)
    count = group * (groups // together)
    for position in range(0, len(variants), together):
        for first in range(0, replicates, count):
            here = tuple(variants[position : position + together])
            yield Chunk(here, first, min(count, replicates - first))
