"""How to run, as opposed to what; and who hears of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simlab.engines import default_threads


@dataclass(frozen=True)
class Settings:
    """How to run; apart from ``overrides``, none of it changes a bit of the results.

    ``out`` is the folder of the run folders, ``device`` one of ``simlab.engines.DEVICES``. With ``resume``,
    an interrupted run goes on and a finished one is not run again. ``overrides`` maps paths of the scenario
    to their new values.
    """

    out: Path = Path("runs")
    device: str = "auto"
    threads: int = field(default_factory=default_threads)
    figures: bool = True
    resume: bool = False
    overrides: Mapping[str, Any] = field(default_factory=dict)


class Reporter:
    """Hears what a run is doing; this one keeps silent."""

    def stage(self, name: str, total: int = 0) -> None:
        """A new stage begins; ``total`` is its amount of work in trajectory-steps, 0 if unknown."""

    def advance(self, amount: int) -> None:
        """So much of the stage's work is done, from any thread."""

    def close(self) -> None:
        """Nothing more is to come."""
