"""How to run, as opposed to what; and who hears of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simlab.engines import default_threads
from simlab.errors import UsageError

ENGINES = ("local", "dask")
_PIECES_EACH, _PIECES = 4, 64


@dataclass(frozen=True)
class Settings:
    """How to run; apart from ``overrides``, none of it changes a bit of the results.

    ``out`` is the folder of the run folders, ``device`` one of ``simlab.engines.DEVICES``, ``memory`` the
    bytes that a run may take (half of what is free unless given). What a run folder has of the same run is
    used: its results, or what was finished before an interruption. With ``fresh`` it is not; with ``resume``
    it must be sound. ``store`` is where finished chunks are kept, a path or a URL, in the run folder unless
    given. With the ``engine`` "dask" chunks are run by the workers of a ``scheduler`` (its address), or else
    by so many local ``workers``. ``overrides`` maps paths of the scenario to their new values.
    """

    out: Path = Path("runs")
    device: str = "auto"
    threads: int = field(default_factory=default_threads)
    figures: bool = True
    resume: bool = False
    fresh: bool = False
    memory: int | None = None
    store: str | None = None
    engine: str = "local"
    scheduler: str | None = None
    workers: int | None = None

    def __post_init__(self) -> None:
        """Refuse what contradicts itself, rather than run otherwise than was asked."""
        given = [f"--{name}" for name in ("scheduler", "workers") if getattr(self, name) is not None]
        if given and self.engine != "dask":
            raise UsageError(f"{' and '.join(given)}: only with --engine dask")
        if len(given) > 1:
            raise UsageError(
                "--scheduler and --workers: a scheduler has workers of its own; give one of them"
            )
        if self.fresh and self.resume:
            raise UsageError(
                "--resume goes on with what is stored, --no-cache leaves it unused: give one of them"
            )
        if self.store is not None and not self.store.strip():
            raise UsageError("--store: empty; give a path or a URL, or leave it out")
        if found := re.match(r"[a-z][a-z0-9+]+:/", str(self.out)):
            raise UsageError(
                f"--out {found[0]}/...: run folders lie on a file system, not at a URL; finished chunks "
                "may go to one with --store"
            )

    @property
    def pieces(self) -> int:
        """Chunks that there should be at least, so that every worker has some."""
        if self.engine != "dask":
            return 1
        return _PIECES_EACH * self.workers if self.workers else _PIECES

    overrides: Mapping[str, Any] = field(default_factory=dict)


class Reporter:
    """Hears what a run is doing; this one keeps silent."""

    def stage(self, name: str, total: int = 0, unit: str = "trajectory-steps") -> None:
        """A new stage begins; ``total`` is its amount of work in that ``unit``, 0 if unknown."""

    def advance(self, amount: int) -> None:
        """So much of the stage's work is done, from any thread."""

    def close(self) -> None:
        """Nothing more is to come."""
