"""A run in chunks: so many lanes at a time as fit a bounded memory, finished as a whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from simlab.kernels.program import Program
from simlab.plan.variants import Variant

GROUP = 4096  # replicates that are summed as one; a power of two, and part of what the bits depend on
CHUNK_BYTES = 64 * 2**20
COMPACT_BYTES = 256 * 2**20  # of the files of finished streaming chunks, beyond which they are merged
WAVE_CHUNKS = 8  # that an engine has at a time, memory permitting


@dataclass(frozen=True, eq=False)
class Chunk:
    """``count`` replicates, from ``first`` on, of some ``variants`` of one program.

    ``index`` is its place among the chunks of the run.
    """

    variants: tuple[Variant, ...]
    first: int
    count: int
    index: int = 0

    @property
    def program(self) -> Program:
        """What its lanes run."""
        return self.variants[0].program

    @property
    def replicates(self) -> range:
        """The numbers of its replicates."""
        return range(self.first, self.first + self.count)

    @property
    def lanes(self) -> int:
        """Trajectories, of which each is one of the results."""
        return len(self.variants) * self.count


def chunk_size(budget: int, piece: int) -> int:
    """Bytes of a chunk: ``CHUNK_BYTES``, less where a tenth of ``budget`` is, or where a ``piece`` is."""
    tenth = 1 << max(0, (budget // 8).bit_length() - 1) if budget else CHUNK_BYTES
    return max(1, min(CHUNK_BYTES, tenth, piece))


def cut(
    variants: Sequence[Variant], replicates: int, bytes_per_replicate: int, size: int, whole_groups: bool
) -> Iterator[Chunk]:
    """Chunks of about ``size`` bytes; each variant's replicates in order.

    A streaming run sums its replicates in groups, and a chunk then holds ``whole_groups``, one at least.
    """
    group = min(GROUP, replicates)
    if not whole_groups and group * bytes_per_replicate > size:
        group = max(1, size // bytes_per_replicate)
        group -= group % 64 if group > 64 else 0  # whole packs
    groups = max(1, size // (group * bytes_per_replicate))
    together = min(len(variants), groups)
    count = group * (groups // together)
    for position in range(0, len(variants), together):
        for first in range(0, replicates, count):
            here = tuple(variants[position : position + together])
            yield Chunk(here, first, min(count, replicates - first))


def waves(chunks: Iterable[Chunk], size_of: Callable[[Chunk], int], most: int) -> Iterator[list[Chunk]]:
    """Consecutive chunks that an engine takes together: of ``most`` bytes, or one."""
    wave: list[Chunk] = []
    for chunk in chunks:
        if wave and sum(map(size_of, wave)) + size_of(chunk) > most:
            yield wave
            wave = []
        wave.append(chunk)
    if wave:
        yield wave
