"""A scenario that has passed every check: plain typed access to what its file says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from simlab.data.table import BatchTable, DataTable
from simlab.scenario.claims import Claim, Control, Hit
from simlab.scenario.concepts import KindTable, OptimizerTable, SurfaceProblem
from simlab.scenario.formula import FormulaProblem
from simlab.scenario.landscape import Landscape
from simlab.scenario.network import NetworkProblem
from simlab.scenario.numbers import Number
from simlab.scenario.streaming import Stream
from simlab.scenario.sweeps import Sweep
from simlab.scenario.tables import Restarts, Run

Problem = SurfaceProblem | FormulaProblem | NetworkProblem


@dataclass(frozen=True)
class Scenario:
    """One scenario.

    ``stop`` maps each stopping condition to its threshold and ``record`` each recorded quantity to its
    schedule (see ``record_steps``). Numbers may still be expressions. ``figures`` are the options of each
    plot. ``text`` is the file as it was read, before any of the ``overrides``.
    """

    path: Path
    text: str
    title: str
    source: str
    question: str
    problem: Problem
    start: KindTable
    run: Run
    optimizers: tuple[OptimizerTable, ...]
    noise: KindTable | None
    averaging: KindTable | None
    restarts: Restarts | None
    stop: Mapping[str, Number]
    hits: tuple[Hit, ...]
    record: Mapping[str, str]
    stream: Stream | None
    sweeps: tuple[Sweep, ...]
    claims: tuple[Claim, ...]
    controls: tuple[Control, ...]
    figures: tuple[BaseModel, ...]
    overrides: Mapping[str, Any] = field(default_factory=dict)
    lines: Mapping[tuple[str, str], int] = field(default_factory=dict, repr=False)
    data: DataTable | None = None
    batch: BatchTable | None = None
    landscapes: tuple[Landscape, ...] = ()

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return self.path.stem

    def line(self, table: str, key: str = "") -> int | None:
        """Line of a key, as in ``line("optimizer.gd", "learning_rate")``, or of its table."""
        return self.lines.get((table, key), self.lines.get((table, "")))
