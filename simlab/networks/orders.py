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
from simlab.lanes.team import each, leads, together

FIRST = KEY_ROWS  # rows of the keys of an epoch


@called
def shuffled(batch, epoch, source, step, size, table, count):
    """Epochs, each in a random order of its own."""
    seed_low, seed_high, stream, replicate = source
    in_epoch = (count + size - 1) // size
    now, first = step // in_epoch, step % in_epoch * size
    keys = part(batch, 0, KEY_ROWS)
    if now != epoch:
        if leads():
            order_keys(keys, (seed_low, seed_high, stream, replicate, now, BATCHES), count)
        together()
    nothing = replicate ^ replicate
    for group in each(size // 4):  # four at a time: each waits for its own multiplications
        j = 4 * group
        a, b = wrapped(nothing + (first + j), count), wrapped(nothing + (first + j + 1), count)
        c, d = wrapped(nothing + (first + j + 2), count), wrapped(nothing + (first + j + 3), count)
        for i in range(0, KEY_ROWS, 3):
            key = part(keys, i, 3)
            a, b = permute(a, count, key), permute(b, count, key)
            c, d = permute(c, count, key), permute(d, count, key)
        batch[FIRST + j], batch[FIRST + j + 1] = a, b
        batch[FIRST + j + 2], batch[FIRST + j + 3] = c, d
    for more in each(size % 4):
        j = size - size % 4 + more
        batch[FIRST + j] = permute(wrapped(nothing + (first + j), count), count, keys)
    together()
    return now


@called
def with_replacement(batch, epoch, source, step, size, table, count):
    """Every place drawn by itself."""
    seed_low, seed_high, stream, replicate = source
    for group in each((size + 3) // 4):
        j = 4 * group
        words = threefry((seed_low, seed_high, stream, replicate, step, BATCHES), group)
        batch[FIRST + j] = drawn(words[0], count)
        if j + 1 < size:
            batch[FIRST + j + 1] = drawn(words[1], count)
        if j + 2 < size:
            batch[FIRST + j + 2] = drawn(words[2], count)
        if j + 3 < size:
            batch[FIRST + j + 3] = drawn(words[3], count)
    together()
    return epoch


@called
def class_sorted(batch, epoch, source, step, size, table, count):
    """The examples sorted by class, the same order in every epoch."""
    _, _, _, replicate = source
    first = step % ((count + size - 1) // size) * size
    for j in each(size):
        batch[FIRST + j] = gather(table, 0, wrapped((replicate ^ replicate) + (first + j), count))
    together()
    return epoch


@called
def class_homogeneous(batch, epoch, source, step, size, table, count):
    """A class, that of an example drawn from all; its members drawn with replacement."""
    seed_low, seed_high, stream, replicate = source
    stream_of_step = (seed_low, seed_high, stream, replicate, step, BATCHES)
    chosen = drawn(threefry(stream_of_step, 0)[0], count)
    begin, members = gather(table, 1, chosen), widen(gather(table, 2, chosen))
    for group in each(size // 4 + 1):
        number = 4 * group
        words = threefry(stream_of_step, group)
        if number > 0:
            batch[FIRST + number - 1] = gather(table, 0, begin + drawn(words[0], members))
        if number < size:
            batch[FIRST + number] = gather(table, 0, begin + drawn(words[1], members))
        if number + 1 < size:
            batch[FIRST + number + 1] = gather(table, 0, begin + drawn(words[2], members))
        if number + 2 < size:
            batch[FIRST + number + 2] = gather(table, 0, begin + drawn(words[3], members))
    together()
    return epoch
