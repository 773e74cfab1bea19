"""All rows of a lane's pack at once: read from an array, written to it, or taken from other rows.

In the text of a kernel one call stands for a loop, which costs the compiler as much as some twenty lines.
The functions that ``share`` are for rows that a team of threads of a GPU has together: every member takes
its share, and who then reads what others have taken waits first.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils

from simlab.lanes.flags import inline
from simlab.lanes.helpers import lowered
from simlab.lanes.memory import alignment, load, slot, store
from simlab.lanes.ops import where
from simlab.lanes.team import each
from simlab.lanes.types import Rows


def read(rows, array, first, lane):
    """Fill ``rows`` from the rows of ``array`` that begin at ``first``, in the lanes from ``lane`` on."""
    count, width = rows.array.shape
    rows.array[:] = array[first : first + count, lane : lane + width]


def write(rows, array, first, lane):
    """Write ``rows`` over the rows of ``array`` that begin at ``first``, in the lanes from ``lane`` on."""
    count, width = rows.array.shape
    array[first : first + count, lane : lane + width] = rows.array


def copy(rows, other):
    """Fill ``rows`` from ``other``, which has as many."""
    rows.array[:] = other.array


def replace(rows, mask, other):
    """Where ``mask`` holds, fill ``rows`` from ``other``, which has as many."""
    rows.array[:] = np.where(mask, other.array, rows.array)


@inline
def share_read(rows, array, first, lane):
    """``read``, of one lane."""
    for row in each(len(rows)):
        rows[row] = load(array, first + row, lane, 1)


@inline
def share_write(rows, array, first, lane):
    """``write``, of one lane."""
    for row in each(len(rows)):
        store(array, first + row, lane, rows[row])


@inline
def share_copy(rows, other):
    """``copy``, of one lane."""
    for row in each(len(rows)):
        rows[row] = other[row]


@inline
def share_replace(rows, mask, other):
    """``replace``, of one lane."""
    for row in each(len(rows)):
        rows[row] = where(mask, other[row], rows[row])


def _each_row(rows, others: tuple, one: Callable):
    """Signature and code of a loop over ``rows``; ``one`` writes its body, given a row and where that is."""
    if not isinstance(rows, Rows) or rows.count is None:
        return None

    def emit(context, builder, sig, args):
        with cgutils.for_range(builder, ir.Constant(ir.IntType(64), rows.count)) as loop:
            one(context, builder, sig, args, loop.index, builder.gep(args[0], [loop.index]))
        return context.get_dummy_value()

    return types.none(rows, *others), emit


@lowered(read)
def _read(typingctx, rows, array, first, lane):
    def one(context, builder, sig, args, row, place):
        there, align = _there(context, builder, sig, args, row)
        builder.store(builder.load(there, align=align), place)

    return _each_row(rows, (array, types.intp, types.intp), one)


@lowered(write)
def _write(typingctx, rows, array, first, lane):
    def one(context, builder, sig, args, row, place):
        there, align = _there(context, builder, sig, args, row)
        builder.store(builder.load(place), there, align=align)

    return _each_row(rows, (array, types.intp, types.intp), one)


@lowered(copy)
def _copy(typingctx, rows, other):
    def one(context, builder, sig, args, row, place):
        builder.store(builder.load(builder.gep(args[1], [row])), place)

    return _each_row(rows, (other,), one)


@lowered(replace)
def _replace(typingctx, rows, mask, other):
    def one(context, builder, sig, args, row, place):
        there = builder.load(builder.gep(args[2], [row]))
        builder.store(builder.select(args[1], there, builder.load(place)), place)

    return _each_row(rows, (mask, other), one)


def _there(context, builder, sig, args, row):
    """Pointer to the pack at a row of the array in ``args[1]``, and its alignment in bytes."""
    array, first, lane = args[1:]
    place = slot(context, builder, sig.args[1], array, builder.add(first, row), lane, sig.args[0].pack)
    return place, alignment(sig.args[1])
