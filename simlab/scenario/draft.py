"""The tables of a scenario on their way: what could be read of them so far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from simlab.data.table import BatchTable, DataTable
from simlab.scenario.claims import Claim, Control, Hit
from simlab.scenario.concepts import ConceptTable, KindTable, OptimizerTable
from simlab.scenario.landscape import Landscape
from simlab.scenario.lines import Location
from simlab.scenario.model import Problem
from simlab.scenario.recording import DEFAULT
from simlab.scenario.streaming import Stream
from simlab.scenario.sweeps import Sweep
from simlab.scenario.tables import Restarts, Run, Stop, Titles

_OF_PROBLEM = ("problem", "data", "batch", "start", "noise", "averaging")
TABLES = (*_OF_PROBLEM, "run", "restarts", "stop", "record", "stream")
ARRAYS = ("optimizer", "hit", "landscape", "sweep", "claim", "control", "figure")
CURVATURES = ("lambda_max", "lambda_min", "kappa")
COUNTED = ("pass_operations", "pass_accesses")  # worked out for the scenarios that name them
OF_NETWORKS = frozenset(["examples", "batch_size", "hidden_layers", "inputs", "first_units", "pass_memory"])
OF_NETWORKS |= {*COUNTED}


@dataclass
class Draft:
    """What could be read: a table that is wrong, or missing, is ``None`` or left out of its list."""

    titles: Titles | None = None
    problem: Problem | None = None
    data: DataTable | None = None
    batch: BatchTable | None = None
    start: KindTable | None = None
    noise: KindTable | None = None
    averaging: KindTable | None = None
    run: Run | None = None
    restarts: Restarts | None = None
    stop: Stop | None = None
    stream: Stream | None = None
    record: dict[str, str] = field(default_factory=lambda: dict(DEFAULT))
    optimizers: dict[int, OptimizerTable] = field(default_factory=dict)
    hits: dict[int, Hit] = field(default_factory=dict)
    landscapes: dict[int, Landscape] = field(default_factory=dict)
    sweeps: dict[int, Sweep] = field(default_factory=dict)
    claims: dict[int, Claim] = field(default_factory=dict)
    controls: dict[int, Control] = field(default_factory=dict)
    figures: dict[int, BaseModel] = field(default_factory=dict)


def concept_tables(draft: Draft) -> Iterator[tuple[Location, ConceptTable]]:
    """Every table that chooses a concept, with its place."""
    for key in ("problem", "start", "noise", "averaging"):
        table = getattr(draft, key)
        if isinstance(table, ConceptTable):
            yield (key,), table
    for index, optimizer in draft.optimizers.items():
        yield ("optimizer", index), optimizer
        if optimizer.schedule:
            yield ("optimizer", index, "schedule"), optimizer.schedule
        for position, link in enumerate(optimizer.gradient):
            yield ("optimizer", index, "gradient", position), link


def entries(raw: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    """The entries of an array of tables; none if it is missing or something else."""
    value: Any = raw.get(key)
    return value if is_array(value) else []


def is_array(value: Any) -> bool:
    """Whether a value of a file is an array of tables."""
    return isinstance(value, list) and all(isinstance(entry, dict) for entry in value)
