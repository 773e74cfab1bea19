"""How far a run is, from its folder alone; nothing is compiled or planned."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simlab.errors import UsageError
from simlab.results.folder import CHECKPOINT, MANIFEST, RESULTS
from simlab.results.journal import journal
from simlab.results.lock import owner_of
from simlab.results.manifest import read_manifest
from simlab.results.merged import MERGED
from simlab.results.planned import read_planned


@dataclass(frozen=True)
class RunStatus:
    """What a run has come to.

    ``state`` is "finished", "running" (then ``owner`` says in which process) or "interrupted"; ``finished``
    of ``chunks`` chunks are, which took ``seconds``, those of all workers together; at that pace ``left_s``
    more are needed, ``None`` if nothing tells. ``checkpoint`` tells whether a chunk was stopped half way.
    ``results_digest`` is that of a finished run.
    """

    folder: str
    state: str
    owner: dict[str, Any] | None
    chunks: int
    finished: int
    seconds: float
    left_s: float | None
    checkpoint: bool
    results_digest: str | None = None


def run_status(folder: Path | str) -> RunStatus:
    """The status of the run in ``folder``.

    Raises
    ------
    UsageError
        If it is no run folder.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise UsageError(f"there is no folder {folder}")
    planned, owner = read_planned(folder), owner_of(folder)
    checkpoint = (folder / CHECKPOINT).exists()
    count, seconds = _journal(folder, planned.store)
    ended = (folder / MANIFEST).exists() and (folder / RESULTS).is_dir() and not (count or checkpoint)
    if ended:
        manifest = read_manifest(folder)
        seconds, digest = manifest["timings"]["run_s"], manifest["results_digest"]
        state = "running" if owner else "finished"
        return RunStatus(
            str(folder), state, owner, planned.chunks, planned.chunks, seconds, 0.0, False, digest
        )
    left = seconds * (planned.chunks - count) / count if count else None
    state = "running" if owner else "interrupted"
    return RunStatus(str(folder), state, owner, planned.chunks, count, seconds, left, checkpoint)


def _journal(folder: Path, where: str | None) -> tuple[int, float]:
    """How many chunks are finished, and the time they took."""
    store = journal(folder, where)
    count, seconds = 0, 0.0
    for key in store.keys():  # noqa: SIM118 (a store is no mapping)
        facts = store.facts(key)
        if facts:
            count += facts["chunks"] if key == MERGED else 1
            seconds += facts["seconds"]
    return count, seconds
