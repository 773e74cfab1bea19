"""A batch that stands still: given points of one variant's problem, one a lane, to be looked at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from simlab import registry
from simlab.engines.batch import Batch
from simlab.kernels.layout import layout
from simlab.kernels.packs import width_of
from simlab.kernels.program import Program
from simlab.plan.batches import lane_numbers
from simlab.plan.variants import Variant
from simlab.scenario.landscape import Landscape


def landscape_numbers(landscapes: Iterable[Landscape], replicates: int) -> int:
    """Numbers that the results hold of the ``landscapes`` of one variant of so many ``replicates``."""
    total = 0
    for one in landscapes:
        kind: Any = registry.load("landscapes", one.kind)
        points = (one.points or kind.POINTS) ** kind.AXES
        total += min(one.replicates or replicates, replicates) * points * len(one.quantities)
    return total


def still_program(variant: Variant, quantities: Sequence[str]) -> Program:
    """The program that records ``quantities`` of the problem of ``variant``, and nothing else of it."""
    bare = replace(
        variant.program,
        optimizer="gd",
        options=(),
        schedule="constant",
        warm_up=False,
        averaging=None,
        noise=None,
        gradients=(),
        observers=tuple(quantities),
        stops=(),
        hits=(),
        optima=0,
        still=True,
    )
    shared = tuple(name for name in variant.program.shared if name in layout(bare).numbers)
    return replace(bare, shared=shared)


def still_batch(variant: Variant, program: Program, points: np.ndarray, width: int | None = None) -> Batch:
    """The batch of ``program`` at ``points`` [coordinates, lanes]; each quantity is recorded once.

    Packs are of ``width`` lanes, or of what this machine prefers.
    """
    rows, lanes, width = layout(program), points.shape[1], width or width_of(program)
    padded = -(-lanes // width) * width
    dtype = program.dtype
    numbers = {"optimizer_learning_rate": 0.0, **variant.numbers}  # a step that is never taken needs one
    state = np.empty((rows.rows("state"), padded), dtype)
    state[: program.dimension, :lanes] = points
    state[: program.dimension, lanes:] = state[: program.dimension, lanes - 1 : lanes]
    rows.begin(state)
    return Batch(
        program=program,
        width=width,
        lanes=lanes,
        steps=0,
        seed=0,
        numbers=lane_numbers(rows, [replace(variant, numbers=numbers)], lanes, padded),
        state=state,
        streams=np.zeros((2, padded), np.uint32),
        marks=np.zeros((2, padded), np.uint32),
        events=np.zeros(1, np.int64),
        slots=np.zeros((len(program.observers), 1), np.int64),
        records={name: np.empty((1, padded), dtype) for name in program.observers},
        position=np.zeros(padded // width, np.int64),
        tables=variant.network.tables if variant.network else None,
    )
