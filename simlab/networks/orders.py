"""The places of a batch in the training part, in every lane its own: the orders of ``simlab.data.batches``.

Each function ``<order>(batch, epoch, source, step, size, table, count)`` writes the places of the batch of
``step`` to the rows of ``batch`` from ``FIRST`` on, and returns the epoch whose keys are in the rows before
them, so that they are made once an epoch. ``source`` is a stream of ``simlab.lanes.random`` without its step
and purpose; ``table`` [3, examples] holds the examples sorted by class and, for each place among them, where
its class begins and how many it has.
"""

from __future__ import annotations

from simlab.data.batches import drawn, wrapped
from simlab.lanes.flags import called
from simlab.lanes.gather import gather
from simlab.lanes.memory import part
from simlab.lanes.ops import widen
from simlab.lanes.random.permutation import KEY_ROWS, order_keys, permute
from simlab.lanes.random.purposes import BATCHES
from simlab.lanes.random.threefry import threefry

FIRST = KEY_ROWS  # rows of the keys of an epoch


@called
def shuffled(batch, epoch, source, step, size, table, count):
    """Epochs, each in a random order of its own."""
    seed_low, seed_high, stream, replicate = source
    in_epoch = (count + size - 1) // size
    now, first = step // in_epoch, step % in_epoch * size
    keys = part(batch, 0, KEY_ROWS)
    if now != epoch:
        order_keys(keys, (seed_low, seed_high, stream, replicate, now, BATCHES), count)
    nothing = replicate ^ replicate
    for j in range(0, size - size % 4, 4):  # four at a time: each waits for its own multiplications
        a, b = wrapped(nothing + (first + j), count), wrapped(nothing + (first + j + 1), count)
        c, d = wrapped(nothing + (first + j + 2), count), wrapped(nothing + (first + j + 3), count)
        for i in range(0, KEY_ROWS, 3):
            key = part(keys, i, 3)
            a, b = permute(a, count, key), permute(b, count, key)
            c, d = permute(c, count, key), permute(d, count, key)
        batch[FIRST + j], batch[FIRST + j + 1] = a, b
        batch[FIRST + j + 2], batch[FIRST + j + 3] = c, d
    for j in range(size - size % 4, size):
        batch[FIRST + j] = permute(wrapped(nothing + (first + j), count), count, keys)
    return now


@called
def with_replacement(batch, epoch, source, step, size, table, count):
    """Every place drawn by itself."""
    seed_low, seed_high, stream, replicate = source
    for j in range(0, size, 4):
        words = threefry((seed_low, seed_high, stream, replicate, step, BATCHES), j // 4)
        batch[FIRST + j] = drawn(words[0], count)
        if j + 1 < size:
            batch[FIRST + j + 1] = drawn(words[1], count)
        if j + 2 < size:
            batch[FIRST + j + 2] = drawn(words[2], count)
        if j + 3 < size:
            batch[FIRST + j + 3] = drawn(words[3], count)
    return epoch


@called
def class_sorted(batch, epoch, source, step, size, table, count):
    """The examples sorted by class, the same order in every epoch."""
    _, _, _, replicate = source
    first = step % ((count + size - 1) // size) * size
    for j in range(size):
        batch[FIRST + j] = gather(table, 0, wrapped((replicate ^ replicate) + (first + j), count))
    return epoch


@called
def class_homogeneous(batch, epoch, source, step, size, table, count):
    """A class, that of an example drawn from all; its members drawn with replacement."""
    seed_low, seed_high, stream, replicate = source
    stream_of_step = (seed_low, seed_high, stream, replicate, step, BATCHES)
    chosen = drawn(threefry(stream_of_step, 0)[0], count)
    begin, members = gather(table, 1, chosen), widen(gather(table, 2, chosen))
    for number in range(0, size + 1, 4):
        words = threefry(stream_of_step, number // 4)
        if number > 0:
            batch[FIRST + number - 1] = gather(table, 0, begin + drawn(words[0], members))
        if number < size:
            batch[FIRST + number] = gather(table, 0, begin + drawn(words[1], members))
        if number + 1 < size:
            batch[FIRST + number + 1] = gather(table, 0, begin + drawn(words[2], members))
        if number + 2 < size:
            batch[FIRST + number + 2] = gather(table, 0, begin + drawn(words[3], members))
    return epoch
