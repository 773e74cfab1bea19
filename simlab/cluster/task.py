"""What a worker does: one chunk, from the scenario's text to a file in the shared store."""

from __future__ import annotations

import os
import socket
import time
from dataclasses import dataclass
from functools import lru_cache

from simlab.choosing import choose_engine
from simlab.cluster.memory import keep_freed_memory
from simlab.plan import Plan, make_plan
from simlab.results.chunk_keys import chunk_keys
from simlab.results.chunk_store import ChunkStore
from simlab.results.collect import outcome_of, start_points
from simlab.results.gathering import gathering
from simlab.results.manifest import versions
from simlab.results.sources import code_digest
from simlab.scenario import loads


@dataclass(frozen=True)
class Job:
    """A run, as every worker can plan it again; ``store`` is where its chunks go."""

    text: str
    source: str
    overrides: tuple[tuple[str, object], ...]
    chunk_bytes: int
    store: str
    device: str
    threads: int


@dataclass(frozen=True)
class Done:
    """A chunk that is in the store."""

    index: int
    seconds: float
    size: int
    worker: str


@dataclass(frozen=True)
class Refused:
    """A chunk that this worker would compute otherwise than whoever asked for it."""

    index: int
    worker: str
    software: dict[str, str]


def software() -> dict[str, str]:
    """What may change a number of the results: the versions of the packages, and of simlab the very files."""
    return versions() | {"simlab files": code_digest()[:12]}


def run_task(job: Job, index: int, key: str) -> Done | Refused:
    """Run chunk ``index`` of ``job``, unless it is stored; its ``key`` must be the one the client has."""
    keep_freed_memory()
    began, worker = time.perf_counter(), f"{socket.gethostname()}:{os.getpid()}"
    plan, keys = _planned(job)
    if index >= len(keys) or keys[index] != key:
        return Refused(index, worker, software())
    store = ChunkStore(job.store)
    if (found := store.facts(key)) is not None:
        return Done(index, found["seconds"], 0, worker)
    chunk = plan.chunks()[index]
    batch = plan.batch(chunk)
    start = start_points(batch)
    engine = choose_engine(plan, job.device, job.threads, 1.0 / len(keys))
    engine.run([batch], job.threads)
    arrays = gathering(plan).kept(chunk, outcome_of(plan, batch, start, chunk))
    seconds = time.perf_counter() - began
    facts = {"seconds": seconds, "device": engine.name, "host": socket.gethostname(), "pid": os.getpid()}
    return Done(index, seconds, store.write(key, arrays, facts), worker)


@lru_cache(maxsize=4)
def _planned(job: Job) -> tuple[Plan, list[str]]:
    """The plan and the keys of its chunks: made once by a worker, not once a chunk."""
    scenario = loads(job.text, job.source, dict(job.overrides))
    plan = make_plan(scenario, chunk_bytes=job.chunk_bytes, memory=0)
    return plan, chunk_keys(plan)
