"""A streaming run that was stopped: its tallies after so many chunks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from simlab.plan import Plan
from simlab.results.checkpoint import kernel_name, opened_checkpoint, refused
from simlab.results.files import atomic_file
from simlab.results.folder import CHECKPOINT
from simlab.results.streamed import Tallies


def save_tallies(folder: Path, plan: Plan, tallies: Tallies, seconds: float) -> None:
    """Write the ``tallies`` and the time spent so far, whole or not at all."""
    arrays: dict[str, Any] = {
        "seconds": np.array(seconds),
        "chunks": np.array(tallies.chunks),
        "kernels": _kernels(plan),
    }
    for index, variant in enumerate(plan.variants):
        arrays |= {f"{index}.{name}": array for name, array in tallies.variants[variant.label].arrays()}
    with atomic_file(folder / CHECKPOINT) as temporary, open(temporary, "wb") as file:
        np.savez(file, **arrays)


def load_tallies(folder: Path, plan: Plan, tallies: Tallies) -> float:
    """Fill ``tallies`` from the checkpoint, if there is one; return the time that they had taken.

    Raises
    ------
    UsageError
        If the checkpoint is damaged, or was left by other kernels than those of ``plan``.
    """
    if not (folder / CHECKPOINT).exists():
        return 0.0
    with opened_checkpoint(folder) as arrays:
        if list(arrays["kernels"]) != list(_kernels(plan)):
            raise refused(folder, "was left by other kernels, of another version of simlab perhaps")
        loaded = {name: arrays[name] for name in arrays}
    for index, variant in enumerate(plan.variants):
        prefix = f"{index}."
        own = {name[len(prefix) :]: array for name, array in loaded.items() if name.startswith(prefix)}
        tallies.variants[variant.label].restore(own)
    tallies.chunks = int(loaded["chunks"])
    return float(loaded["seconds"])


def _kernels(plan: Plan) -> np.ndarray:
    """How the run is cut, and the names of its kernels for packs of one lane: their width may change."""
    return np.array([f"{len(plan.chunks())} chunks", *(kernel_name(program, 1) for program in plan.programs)])
