"""The key of a chunk: a digest of everything that its numbers depend on, and of nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from functools import cache
from typing import Any

import numpy as np

from simlab.kernels.build import plain_source
from simlab.kernels.program import Program
from simlab.plan import Plan
from simlab.plan.chunks import Chunk
from simlab.plan.networks import Network
from simlab.results.sources import code_digest

_DIGITS = 32


def chunk_keys(plan: Plan) -> list[str]:
    """The keys of the chunks of ``plan``, in their order."""
    common = _digest(_of_the_run(plan))
    names = {program: plain_source(program, 1).name for program in plan.programs}
    tables = cache(_tables)
    return [_digest(_of_the_chunk(chunk, common, names, tables))[:_DIGITS] for chunk in plan.chunks()]


def _of_the_run(plan: Plan) -> Iterator[Any]:
    scenario = plan.scenario
    yield from (code_digest(), np.__version__)
    yield from (scenario.run.steps, scenario.run.seed, scenario.run.dtype, plan.restarts)
    yield from (scenario.start.kind, plan.record)
    yield [(hit.name, hit.quantity) for hit in scenario.hits]
    if scenario.stream:
        yield from (scenario.stream.quantities, scenario.stream.bins.edges)


def _of_the_chunk(chunk: Chunk, common: str, names: Mapping[Program, str], tables: Any) -> Iterator[Any]:
    # The plain kernel for packs of one lane stands for those of every machine, which may differ.
    yield from (common, names[chunk.program], chunk.first, chunk.count)
    for variant in chunk.variants:
        yield from (variant.label, variant.stream, variant.numbers, variant.start, variant.optima)
        if variant.network:
            yield from (variant.network.start, variant.network.options, tables(variant.network))


def _tables(network: Network) -> str:
    return _digest([asdict(network.tables), *((step, asdict(later)) for step, later in network.loaded.later)])


def _digest(parts: Any) -> str:
    digest = hashlib.sha256()
    for part in parts:
        _update(digest, part)
    return digest.hexdigest()


def _update(digest: Any, value: Any) -> None:
    """Take in ``value``, so that no two different ones look alike."""
    if isinstance(value, np.ndarray):
        digest.update(f"array {value.dtype.str} {value.shape}\0".encode())
        digest.update(np.ascontiguousarray(value).tobytes())
    elif isinstance(value, Mapping):
        digest.update(f"table {len(value)}\0".encode())
        for key in sorted(value):
            _update(digest, key)
            _update(digest, value[key])
    elif isinstance(value, list | tuple):
        digest.update(f"list {len(value)}\0".encode())
        for item in value:
            _update(digest, item)
    elif isinstance(value, np.generic):
        _update(digest, value.item())
    else:
        digest.update(f"{type(value).__name__} {value!r}\0".encode())
