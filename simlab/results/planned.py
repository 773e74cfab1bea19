"""What a run folder says about the run before it has run: ``plan.json`` and the scenario's text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simlab.errors import UsageError
from simlab.plain import plain
from simlab.plan import Plan
from simlab.plan.plan import plan_json
from simlab.results.files import atomic_write
from simlab.results.folder import CHECKPOINT, CHUNKS, PLAN, SCENARIO


@dataclass(frozen=True)
class Planned:
    """What it takes to make the plan of a run again, and where its chunks are.

    ``source`` is the scenario's file as it was, next to which its data may lie; ``chunk_bytes`` how it was
    cut; ``store`` a path or a URL, or ``None`` for the run folder.
    """

    text: str
    source: str
    overrides: Mapping[str, Any]
    chunk_bytes: int
    store: str | None
    chunks: int
    trajectory_steps: int


def write_planned(folder: Path, plan: Plan, store: str | None) -> None:
    """Write what is known before the run."""
    scenario = plan.scenario
    own: dict[str, Any] = {"source": str(scenario.path.absolute()), "overrides": dict(scenario.overrides)}
    own |= {"chunk_bytes": plan.chunk_bytes, "store": store}
    atomic_write(folder / SCENARIO, scenario.text)
    atomic_write(folder / PLAN, plan_json(plan, plain(own)))


def cut_of_the_journal(folder: Path, where: str | None) -> int | None:
    """Bytes of a chunk of an unfinished run, if there is one: what goes on with it must cut alike."""
    if not (where or any((folder / name).exists() for name in (CHUNKS, CHECKPOINT))):
        return None
    try:
        return read_planned(folder).chunk_bytes
    except UsageError:
        return None


def read_planned(folder: Path) -> Planned:
    """What ``write_planned`` wrote.

    Raises
    ------
    UsageError
        If ``folder`` is no run folder, or what it says is damaged.
    """
    try:
        found = json.loads((folder / PLAN).read_text(encoding="utf-8"))
        text = (folder / SCENARIO).read_bytes().decode("utf-8")
        names = ("source", "overrides", "chunk_bytes", "store", "chunks", "trajectory_steps")
        return Planned(text, **{name: found[name] for name in names})
    except FileNotFoundError as error:
        raise UsageError(f"{folder} is not a run folder (no {Path(error.filename).name} in it)") from None
    except (OSError, ValueError, KeyError) as error:
        raise UsageError(f"{folder / PLAN} is damaged: {error}; run the scenario again") from None
