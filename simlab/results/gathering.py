"""What becomes of the outcomes of chunks: arrays to keep, and out of all of them the results."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np
import xarray as xr

from simlab.plan import Plan
from simlab.plan.chunks import Chunk
from simlab.results.assembly import Assembly
from simlab.results.collect import coordinates, facts, labelled, name_hits, recorded, sweep_axes
from simlab.results.dataset import Outcome
from simlab.results.streamed import Tallies, summarise

Arrays = Mapping[str, np.ndarray]
_PLAIN = ("start", "final_theta", "status", "status_step", "best_restart", "restart_loss")


class Gathering(Protocol):
    """The results of a run while its chunks come in, in their order."""

    def kept(self, chunk: Chunk, outcome: Outcome) -> Arrays:
        """What has to be kept of a finished chunk."""

    def take(self, chunk: Chunk, arrays: Arrays) -> None:
        """Take in what was kept of the next chunk."""

    def dataset(self) -> xr.Dataset:
        """The results, of as much as has come in."""


def gathering(plan: Plan) -> Gathering:
    """An empty one, as the plan asks for."""
    return Streamed(plan) if plan.scenario.stream else Stored(plan)


class Stored:
    """Every trajectory is kept."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._assembly = Assembly(
            labelled(plan.variants), recorded(plan), coordinates(plan), sweep_axes(plan), facts(plan)
        )

    def kept(self, chunk: Chunk, outcome: Outcome) -> Arrays:
        """The arrays of the outcome."""
        arrays = {name: getattr(outcome, name) for name in _PLAIN}
        arrays |= {f"record.{name}": record for name, record in outcome.records.items()}
        arrays |= {f"hit.{name}": hit for name, hit in outcome.hits.items()}
        return {name: array for name, array in arrays.items() if array is not None}

    def take(self, chunk: Chunk, arrays: Arrays) -> None:
        """Copy them to their place."""
        plain = {name: arrays[name] for name in _PLAIN if name in arrays}
        records, hits = (_under(prefix, arrays) for prefix in ("record.", "hit."))
        variants = labelled(chunk.variants)
        self._assembly.add(Outcome(variants, records, hits=hits, replicates=chunk.replicates, **plain))

    def dataset(self) -> xr.Dataset:
        """The labelled results."""
        return name_hits(self.plan, self._assembly.dataset())


class Streamed:
    """Of each chunk its statistics are kept."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.tallies = plan, Tallies(plan)

    def kept(self, chunk: Chunk, outcome: Outcome) -> Arrays:
        """The tallies of the chunk alone."""
        part = Tallies(self.plan, chunk)
        part.add(outcome)
        return dict(part.arrays())

    def take(self, chunk: Chunk, arrays: Arrays) -> None:
        """Merge them into those of the chunks before."""
        part = Tallies(self.plan, chunk)
        part.restore(arrays)
        self.tallies.merge(part)

    def dataset(self) -> xr.Dataset:
        """The statistics."""
        return summarise(self.plan, self.tallies)


def _under(prefix: str, arrays: Arrays) -> dict[str, np.ndarray]:
    return {name.removeprefix(prefix): array for name, array in arrays.items() if name.startswith(prefix)}
