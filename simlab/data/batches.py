"""Batch orders: which training examples each step sees. A NumPy reference in the kernels' functions.

================= ====================================================================================
full              all N examples in every step
shuffled          epochs, each in a random order of its own: without replacement
with_replacement  every place of every batch drawn by itself from all N
class_sorted      the table sorted by its labels (or values), walked through in the same order every epoch
class_homogeneous every batch from one class: that of an example drawn from all N; its members drawn
                  from that class with replacement
================= ====================================================================================

A batch has the same size B, 1 to N, in every step. An epoch is ceil(N/B) steps; where B does not divide N,
its last batch is filled up from the beginning of the same order: every example is seen in every epoch, none
twice in a batch, B - N mod B of them twice in the epoch.

Orders and draws depend on (seed, stream, replicate, epoch or step) alone: replicates differ, variants agree.
"""

from __future__ import annotations

import numpy as np

from simlab.data.draws import stream
from simlab.data.table import BatchTable
from simlab.errors import UsageError
from simlab.lanes.dispatch import inline
from simlab.lanes.ops import narrow, where, widen
from simlab.lanes.random.permutation import KEY_ROWS, order_keys, permute
from simlab.lanes.random.purposes import BATCHES
from simlab.lanes.random.threefry import threefry


@inline
def wrapped(place, count):
    """``place`` (uint32 lanes below 2 ``count``) in an order that begins again after ``count`` examples."""
    return where(place < count, place, place - count)


@inline
def drawn(word, count):
    """A number below ``count`` made of a random 32-bit ``word``; uniform to within count/2^32."""
    return narrow((widen(word) * count) >> 32)


def sorted_order(labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows by ascending label [N], and the place where each label begins, then N [classes + 1]."""
    rows = np.argsort(labels, kind="stable")
    changes = np.flatnonzero(np.diff(labels[rows])) + 1
    return rows, np.array([0, *changes, len(labels)])


def batch_indices(
    table: BatchTable,
    seed: int,
    replicates: np.ndarray,
    step: int,
    labels: np.ndarray,
    stream_id: int = 0,
) -> np.ndarray:
    """Places in the training part of the batch of one step.

    Parameters
    ----------
    table : BatchTable
        Order and size.
    seed : int
        Of the scenario, 0 to 2^63 - 1.
    replicates : [R] int
        Numbers of the replicates.
    step : int
        From 0.
    labels : [N]
        Targets of the training part: their number, and for the orders by class what to sort by.
    stream_id : int
        Another number for an axis with random numbers of its own.

    Returns
    -------
    [R, B] int64

    Raises
    ------
    UsageError
        If B is larger than N, or targets that are to be sorted have several columns.
    """
    count, size = len(labels), table.size or len(labels)
    if size > count:
        raise UsageError(f"batch size: {size} is larger than the {count} training examples")
    if table.order.startswith("class") and np.ndim(labels) != 1:
        raise UsageError(f"batch order: '{table.order}' needs one target, not {np.shape(labels)[1]}")
    lanes = len(replicates)
    if table.order == "full":
        return np.tile(np.arange(count), (lanes, 1))
    epoch, first = step // -(-count // size), step % -(-count // size) * size
    places = [wrapped(np.full(lanes, first + j, np.uint32), count) for j in range(size)]
    if table.order == "class_sorted":
        return sorted_order(labels)[0][np.stack(places, axis=1)]
    if table.order == "shuffled":
        keys = np.empty((KEY_ROWS, lanes), np.uint32)
        order_keys(keys, stream(seed, replicates, epoch, BATCHES, stream_id), count)
        return np.stack([permute(place, count, keys) for place in places], axis=1).astype(np.int64)
    source = stream(seed, replicates, step, BATCHES, stream_id)
    if table.order == "with_replacement":
        chosen = [drawn(_word(source, j), count) for j in range(size)]
        return np.stack(chosen, axis=1).astype(np.int64)
    rows, begins = sorted_order(labels)
    drawn_class = np.searchsorted(begins, drawn(_word(source, 0), count), "right") - 1
    low, members = begins[drawn_class], widen(np.diff(begins)[drawn_class])
    within = [low + drawn(_word(source, 1 + j), members) for j in range(size)]
    return rows[np.stack(within, axis=1)]


def _word(source: tuple, number: int) -> np.ndarray:
    """Random word ``number`` of a stream: four to a slot."""
    return threefry(source, number // 4)[number % 4]
