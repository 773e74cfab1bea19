"""How far a run is: which of its chunks are finished, which were begun, and what is left."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import xarray as xr

from simlab.engines.batch import Batch
from simlab.kernels.program import Program
from simlab.plan import Plan
from simlab.plan.chunks import COMPACT_BYTES, Chunk
from simlab.results.checkpoint import Checkpoint, load_checkpoint
from simlab.results.chunk_keys import chunk_keys
from simlab.results.dataset import Outcome
from simlab.results.folder import CHECKPOINT
from simlab.results.gathering import Arrays, Streamed, gathering
from simlab.results.journal import discard_journal, journal
from simlab.results.merged import MERGED, load_merged, save_merged
from simlab.settings import Settings

KEEP_SECONDS = 1.0  # a run of one wave that took less is not worth files of its own
MOST_FILES = 256  # of a streaming run, beyond which they are merged


class Progress:
    """The chunks of ``plan``, and the journal of those that are finished.

    The journal is at ``settings.store``, by default inside ``folder``; without a folder there is none.
    ``seconds`` is the time that what is finished has taken.
    """

    def __init__(self, plan: Plan, folder: Path | None, settings: Settings) -> None:
        self.plan, self.folder, self.seconds = plan, folder, 0.0
        self.chunks, self._several = plan.chunks(), len(plan.waves()) > 1
        self.gathering = gathering(plan)
        if folder and settings.fresh:
            discard_journal(folder, settings.store)
        self.store = journal(folder, settings.store) if folder else None
        kept = self.store.keys() if self.store else set()
        self.begun = bool(kept) or (folder is not None and (folder / CHECKPOINT).exists())
        self._taken: set[int] = set()
        self._stored: set[int] = set()
        self._found: dict[int, Arrays] = {}
        self._loose, self._merged = 0, 0  # bytes of files not yet merged, chunks that are
        self.checkpoint = Checkpoint()
        if self.begun:
            self._look(kept, settings.resume)

    def _look(self, kept: set[str], strict: bool) -> None:
        """Find what an earlier run of the same chunks has left."""
        if self.store and isinstance(self.gathering, Streamed):
            count, self.seconds = load_merged(self.store, self.gathering.tallies, self.keys)
            self._taken, self._merged = set(range(count)), count
        self._stored = {index for index, key in enumerate(self.keys) if key in kept} - self._taken
        if self.store:
            self.store.remove(kept - set(self.keys) - {MERGED if self._taken else ""})  # of another version
        if self.folder:
            self.checkpoint = load_checkpoint(self.folder, self.keys, strict)

    @cached_property
    def keys(self) -> list[str]:
        """The keys of the chunks, in their order."""
        return chunk_keys(self.plan)

    def key(self, chunk: Chunk) -> str:
        """The key of a chunk."""
        return self.keys[chunk.index]

    @property
    def open(self) -> list[Chunk]:
        """Chunks that have still to be run, as far as the names of the files tell."""
        known = self._taken | self._stored | self._found.keys()
        return [chunk for chunk in self.chunks if chunk.index not in known]

    def kernels(self, width_of: Callable[[Program], int]) -> list[tuple[Program, int]]:
        """Programs and widths that what is left needs."""
        return list(
            dict.fromkeys((one.program, self.width(one) or width_of(one.program)) for one in self.open)
        )

    def width(self, chunk: Chunk) -> int | None:
        """Lanes of a pack of a chunk that was begun; ``None`` of any other."""
        return self.checkpoint.width(self.key(chunk)) if self.begun else None

    def restore(self, chunk: Chunk, batch: Batch) -> None:
        """Let a chunk that was begun go on from where it was."""
        if self.begun and self.key(chunk) in self.checkpoint:
            self.checkpoint.restore(self.key(chunk), batch)

    def spent(self, chunks: Iterable[Chunk]) -> float:
        """Time (seconds) that went into ``chunks`` before they were stopped half way."""
        begun = self.begun and any(self.key(chunk) in self.checkpoint for chunk in chunks)
        return self.checkpoint.seconds if begun else 0.0

    def remaining(self, running: Sequence[tuple[Chunk, Batch]] = ()) -> int:
        """Lane-steps that are left, of which some chunks are ``running``."""
        here = {chunk.index: batch.remaining for chunk, batch in running}
        return sum(here.get(chunk.index, self._remaining(chunk)) for chunk in self.open)

    def _remaining(self, chunk: Chunk) -> int:
        if self.begun and self.key(chunk) in self.checkpoint:
            return self.checkpoint.remaining(self.key(chunk))
        return self.steps_of(chunk)

    def stored(self, chunk: Chunk) -> None:
        """Somebody else has finished a chunk: it is in the store."""
        self._stored.add(chunk.index)

    def steps_of(self, chunk: Chunk) -> int:
        """Lane-steps of a chunk."""
        return chunk.lanes * self.plan.restarts * self.plan.scenario.run.steps

    def missing(self, wave: Iterable[Chunk]) -> list[Chunk]:
        """Those of ``wave`` that have to be run; the others are read, and what is damaged is run again."""
        self._found.clear()
        for chunk in wave:
            found = self.store.read(self.key(chunk)) if self.store and chunk.index in self._stored else None
            if found:
                self._found[chunk.index], facts = found
                self.seconds += facts["seconds"]
            self._stored.discard(chunk.index)
        known = self._taken | self._found.keys()
        return [chunk for chunk in wave if chunk.index not in known]

    def finish(
        self,
        wave: Sequence[Chunk],
        fresh: Sequence[tuple[Chunk, Outcome]],
        seconds: float,
        facts: Mapping[str, Any],
    ) -> None:
        """Keep what has just been run, which took ``seconds``; take the whole ``wave`` into the results."""
        seconds += self.spent(chunk for chunk, _ in fresh)
        lanes = sum(chunk.lanes for chunk, _ in fresh)
        keep = self.store is not None and (self._several or seconds > KEEP_SECONDS)
        for chunk, outcome in fresh:
            arrays = self._found[chunk.index] = self.gathering.kept(chunk, outcome)
            if keep and self.store:
                own = {"seconds": seconds * chunk.lanes / lanes, **facts}
                self._loose += self.store.write(self.key(chunk), arrays, own)
        self.seconds += seconds
        self.take(wave)

    def take(self, wave: Iterable[Chunk]) -> None:
        """Take chunks that were found or have just been run into the results, in their order."""
        for chunk in wave:
            if chunk.index not in self._taken:
                self.gathering.take(chunk, self._found.pop(chunk.index))
                self._taken.add(chunk.index)
        if self._loose > COMPACT_BYTES or len(self._taken) - self._merged > MOST_FILES:
            self._merge()

    def _merge(self) -> None:
        """Of a streaming run, one file of all chunks so far."""
        if self.store and isinstance(self.gathering, Streamed):
            save_merged(self.store, self.gathering.tallies, self.keys[: len(self._taken)], self.seconds)
            self._loose, self._merged = 0, len(self._taken)

    def dataset(self) -> xr.Dataset:
        """The results, of as much as has come in."""
        return self.gathering.dataset()
