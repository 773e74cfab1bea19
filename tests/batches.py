"""Batches built by hand, so that kernels and engines can be tested without scenario files."""

from __future__ import annotations

import numpy as np

from simlab.engines.batch import Batch
from simlab.kernels.layout import layout
from simlab.kernels.packs import width_of
from simlab.kernels.program import Program

NUMBERS = {
    "problem_a": 1.0,
    "problem_b": 100.0,
    "optimizer_learning_rate": 1e-3,
    "optimizer_momentum": 0.9,
    "optimizer_beta1": 0.9,
    "optimizer_beta2": 0.999,
    "optimizer_eps": 1e-8,
    "optimizer_damping": 0.0,
    "noise_sigma": 0.3,
    "noise_batch": 1.0,
    "averaging_time_constant": 10.0,
    "schedule_time_constant": 50.0,
    "schedule_start": 20.0,
    "schedule_duration": 100.0,
    "schedule_final": 0.0,
    "stop_loss_above": 1e6,
    "stop_loss_below": 1e-3,
    "stop_gradient_below": 1e-2,
    "stop_distance_below": 1e-2,
    "stop_step_below": 1e-4,
}


def program(**changes) -> Program:
    """Rosenbrock with momentum, recording loss and theta, unless ``changes`` say otherwise."""
    facts = {"surface": "rosenbrock", "dimension": 2, "optimizer": "momentum", "dtype": "float64"}
    facts |= {"options": (("form", "velocity"),), "observers": ("loss", "theta")}
    return Program(**{**facts, **changes})


def batch(
    of: Program, lanes: int = 100, steps: int = 150, width: int = 0, every: int = 10, **numbers
) -> Batch:
    """A batch whose starts are spread over a box; ``numbers`` are scalars or one value a lane."""
    rows = layout(of)
    width = width or width_of(of)
    padded = -(-lanes // width) * width
    values = {**NUMBERS, "optima": 1.0, **{f"below_{i}": 0.5 for i in range(len(of.hits))}, **numbers}
    constant = np.empty((rows.rows("numbers"), padded), of.dtype)
    for name, field in rows.numbers.items():
        constant[field.first : field.first + field.count] = _padded(values[name], padded)
    state = np.empty((rows.rows("state"), padded), of.dtype)
    state[0] = _padded(np.linspace(-1.5, 1.5, lanes), padded)
    state[1] = _padded(np.linspace(-0.5, 1.0, lanes), padded)
    rows.begin(state)
    events = np.unique(np.r_[np.arange(0, steps + 1, every), steps])
    streams = np.zeros((2, padded), np.uint32)
    streams[0] = _padded(np.arange(lanes), padded)
    return Batch(
        program=of,
        width=width,
        lanes=lanes,
        steps=steps,
        seed=7,
        numbers=constant,
        state=state,
        streams=streams,
        marks=np.zeros((2, padded), np.uint32),
        events=events,
        slots=np.tile(np.arange(len(events)), (len(rows.records), 1)),
        records={
            name: np.empty((len(events) * count, padded), of.dtype) for name, count in rows.records.items()
        },
        position=np.zeros(padded // width, np.int64),
    )


def outcome(of: Batch) -> dict[str, np.ndarray]:
    """Everything a batch ends with, without the padding."""
    arrays = {"state": of.state, "marks": of.marks, **of.records}
    return {name: array[:, : of.lanes] for name, array in arrays.items()}


def same_bits(one: Batch, other: Batch) -> bool:
    """Whether two batches ended with equal arrays, NaN equal to NaN."""
    a, b = outcome(one), outcome(other)
    return all(np.array_equal(a[name], b[name], equal_nan=a[name].dtype.kind == "f") for name in a)


def _padded(values, padded: int) -> np.ndarray:
    values = np.atleast_1d(values)
    return np.concatenate([values, np.full(padded - len(values), values[-1])]) if len(values) > 1 else values
