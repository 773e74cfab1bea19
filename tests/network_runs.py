"""Runs of small networks built from scenario texts, and what the naive twin needs to follow them."""

from __future__ import annotations

import numpy as np

from simlab.data.batches import batch_indices
from simlab.data.table import BatchTable
from simlab.engines import cpu, reference
from simlab.engines.batch import Batch
from simlab.plan import make_plan
from simlab.scenario import loads

SCENARIO = """\
title = "A small network"

[problem]
network = {{ layers = {layers}, activation = "{activation}", loss = "{loss}" }}
{numbers}
[data]
kind = "{data}"
count = {count}
test_fraction = 0.25

[batch]
{batch}

[start]
kind = "xavier"
gain = {gain}
bias = 0.1

[run]
steps = {steps}
replicates = {replicates}
dtype = "{dtype}"
seed = 11

[[optimizer]]
kind = "{optimizer}"
learning_rate = {learning_rate}

[record]
{record}
{more}
"""
DEFAULTS = {
    "layers": [5, 5, 5],
    "activation": "tanh",
    "loss": "mse",
    "numbers": "",
    "data": "sine",
    "count": 40,
    "batch": 'size = 7\norder = "shuffled"',
    "gain": 1.0,
    "steps": 20,
    "replicates": 5,
    "dtype": "float64",
    "optimizer": "momentum",
    "learning_rate": 0.05,
    "record": 'loss = "every 5"',
    "more": "",
}


def text(**changes) -> str:
    """The scenario with some of its words changed."""
    return SCENARIO.format(**{**DEFAULTS, **changes})


def plan(**changes):
    """The plan of that scenario."""
    return make_plan(loads(text(**changes)))


def batch(width: int = 8, **changes) -> Batch:
    """The lanes of its first program."""
    of = plan(**changes)
    return next(of.batches([width] * len(of.programs)))


def advanced(of: Batch, compiled: bool = True, threads: int = 1) -> Batch:
    """The same batch, at its last step."""
    (cpu.run([of], threads) if compiled else reference.run([of]))
    return of


def places(of: Batch, size: int, order: str, replicate: int) -> list[np.ndarray]:
    """The examples of every batch that one replicate sees."""
    labels = of.tables.targets[-1]
    table = BatchTable(order=order, size=size or None)
    return [batch_indices(table, of.seed, np.array([replicate]), step, labels)[0] for step in range(of.steps)]


def same_bits(one: Batch, other: Batch) -> bool:
    """Whether two batches ended alike, NaN equal to NaN."""
    arrays = (("state", one.state, other.state), *((n, a, other.records[n]) for n, a in one.records.items()))
    return all(np.array_equal(a[:, : one.lanes], b[:, : one.lanes], equal_nan=True) for _, a, b in arrays)
