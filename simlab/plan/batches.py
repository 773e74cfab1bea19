"""From variants to the arrays an engine works on: lane = variant x replicates + replicate."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simlab.engines.batch import Batch
from simlab.kernels.layout import Layout, layout
from simlab.kernels.packs import width_of
from simlab.kernels.program import Program
from simlab.kernels.shapes import shape_of
from simlab.lanes.team import LEAST_SHARED
from simlab.plan.starts import draw
from simlab.plan.variants import Variant


def describe(program: Program, variants: int) -> dict:
    """A program as plain data: what runs, for how many variants, in packs of how many lanes, how on a GPU."""
    shape = shape_of(program, LEAST_SHARED)
    return {
        "program": program.title(),
        "variants": variants,
        "width": width_of(program),
        "gpu": shape.title,
    }


def build_batch(
    variants: Sequence[Variant],
    start: str,
    replicates: range,
    steps: int,
    seed: int,
    record: dict,
    width: int,
) -> Batch:
    """The batch of these ``replicates`` of all ``variants`` of one program.

    ``record`` maps each observer to the ascending steps at which it is recorded.
    """
    program = variants[0].program
    rows = layout(program)
    count = len(replicates)
    lanes = len(variants) * count
    padded = -(-lanes // width) * width
    events = np.array(sorted({step for recorded in record.values() for step in recorded}), np.int64)
    streams = np.zeros((2, padded), np.uint32)
    streams[0] = np.resize(np.arange(replicates.start, replicates.stop, dtype=np.uint32), padded)
    streams[1] = _per_lane([variant.stream for variant in variants], count, padded, np.uint32)
    components = rows.records
    return Batch(
        program=program,
        width=width,
        lanes=lanes,
        steps=steps,
        seed=seed,
        numbers=lane_numbers(rows, variants, count, padded),
        state=_state(rows, variants, start, replicates, seed, padded),
        streams=streams,
        marks=np.zeros((2, padded), np.uint32),
        events=events,
        slots=np.array([_slots(events, record[name]) for name in components], np.int64).reshape(
            len(components), len(events)
        ),
        records={
            name: np.empty((len(record[name]) * count, padded), program.dtype)
            for name, count in components.items()
        },
        position=np.zeros(padded // width, np.int64),
        tables=variants[0].network.tables if variants[0].network else None,
        later=variants[0].network.loaded.later if variants[0].network else (),
    )


def _per_lane(values: Sequence, replicates: int, padded: int, dtype) -> np.ndarray:
    """One value a variant, repeated for its replicates; the last fills the padding."""
    row = np.empty(padded, dtype)
    lanes = len(values) * replicates
    row[:lanes] = np.repeat(np.asarray(values, dtype), replicates)
    row[lanes:] = row[lanes - 1]
    return row


def lane_numbers(rows: Layout, variants: Sequence[Variant], replicates: int, padded: int) -> np.ndarray:
    """Parameters, thresholds and optima of every lane [rows, padded]."""
    dtype = variants[0].program.dtype
    out = np.empty((rows.rows("numbers"), padded), dtype)
    for name, field in rows.numbers.items():
        points = [
            np.ravel(variant.optima if name == "optima" else variant.numbers[name]) for variant in variants
        ]
        for row in range(field.count):
            values = [point[row] for point in points]
            out[field.first + row] = _per_lane(values, replicates, padded, dtype)
    return out


def _state(
    rows: Layout, variants: Sequence[Variant], start: str, replicates: range, seed: int, padded: int
) -> np.ndarray:
    program, count = variants[0].program, len(replicates)
    out = np.empty((rows.rows("state"), padded), program.dtype)
    drawn: dict[str, np.ndarray] = {}
    for index, variant in enumerate(variants):
        key = repr((variant.start, variant.stream))
        if key not in drawn:
            if variant.network:
                points = variant.network.draw(variant.start, replicates, seed, variant.stream)
            else:
                points = draw(start, variant.start, program.dimension, replicates, seed, variant.stream)
            drawn[key] = points.astype(program.dtype)
        out[: program.dimension, index * count : (index + 1) * count] = drawn[key]
    lanes = len(variants) * count
    out[: program.dimension, lanes:] = out[: program.dimension, lanes - 1 : lanes]
    rows.begin(out)
    return out


def _slots(events: np.ndarray, steps: Sequence[int]) -> np.ndarray:
    """Row of the record at each event, -1 where there is none."""
    slots = np.full(len(events), -1, np.int64)
    slots[np.searchsorted(events, steps)] = np.arange(len(steps))
    return slots
