"""Between arrays and packs: load, store, broadcast, and rows of packs on the stack.

Arrays are ``[rows, lanes]``, C-contiguous. In the reference a "pack" is a slice of such an array and rows
are a small array, so a generated kernel also runs as plain Python.
"""

from __future__ import annotations

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.np.arrayobj import make_array

from simlab.lanes.helpers import lowered
from simlab.lanes.types import Pack, Rows, allocate, splat, vector_type

STACK_ALIGNMENT = 64  # bytes: the largest vector register


def load(array, row, lane, width):
    """Lanes ``lane`` to ``lane + width`` of one row of ``array``."""
    return array[row, lane : lane + width].copy()


def store(array, row, lane, pack):
    """Write ``pack`` over one row of ``array``, from ``lane`` on."""
    array[row, lane : lane + len(pack)] = pack


def broadcast(array, value, width):
    """``value`` in every lane, with the element type of ``array``, which may be rows."""
    return np.full(width, value, array.dtype)


class ArrayRows:
    """Rows of the reference: ``rows[i]`` is a value, as a pack is, not a view that a later write changes."""

    def __init__(self, array):
        self.array, self.dtype = array, array.dtype

    def __getitem__(self, index):
        return self.array[index].copy()

    def __setitem__(self, index, value):
        self.array[index] = value

    def __len__(self):
        return len(self.array)


def new_rows(array, count, width):
    """Uninitialised rows of packs with the element type of ``array``, which may be rows."""
    return ArrayRows(np.empty((count, width), array.dtype))


def align_stack():
    """Align the stack of the kernel that says so to a vector register, for what does not fit the registers.

    Left to itself, LLVM gives up the frame pointer of a kernel that needs no rows on the stack, and can
    then no longer align what it spills: half of these vectors would cross a line of the cache.
    """


def part(rows, first, count):
    """``count`` of the rows, from ``first`` on; writing to them writes to ``rows``.

    In a kernel ``count`` is a literal; ``first`` may be known only at run time.
    """
    return ArrayRows(rows.array[first : first + count])


def vector_like(rows):
    """Uninitialised rows, as many as ``rows`` has: room to compute in."""
    return ArrayRows(np.empty_like(getattr(rows, "array", rows)))


def matrix_like(rows):
    """Uninitialised rows, one for each pair of the rows: a matrix, row-major."""
    count, *lanes = getattr(rows, "array", rows).shape
    return ArrayRows(np.empty((count * count, *lanes), rows.dtype))


def slot(context, builder, kind, array, row, lane, pack):
    """Pointer to the elements of a ``pack`` at (row, lane) of an array."""
    view = make_array(kind)(context, builder, array)
    pointer = cgutils.get_item_pointer(context, builder, kind, view, [row, lane])
    return builder.bitcast(pointer, vector_type(pack).as_pointer())


def alignment(array) -> int:
    """Arrays are aligned to their element, not to the vector."""
    return array.dtype.bitwidth // 8


@lowered(load, prefer_literal=True)
def _load(typingctx, array, row, lane, width):
    pack = Pack(array.dtype, width.literal_value)

    def emit(context, builder, sig, args):
        place = slot(context, builder, sig.args[0], *args[:3], pack)
        return builder.load(place, align=alignment(array))

    return pack(array, types.intp, types.intp, width), emit


@lowered(store)
def _store(typingctx, array, row, lane, pack):
    if not isinstance(pack, Pack):
        return None

    def emit(context, builder, sig, args):
        place = slot(context, builder, sig.args[0], *args[:3], pack)
        builder.store(args[3], place, align=alignment(array))
        return context.get_dummy_value()

    return types.none(array, types.intp, types.intp, pack), emit


@lowered(broadcast, prefer_literal=True)
def _broadcast(typingctx, array, value, width):
    pack = Pack(array.dtype, width.literal_value)

    def emit(context, builder, sig, args):
        return splat(builder, context.cast(builder, args[1], sig.args[1], pack.element), pack.width)

    return pack(array, value, width), emit


@lowered(new_rows, prefer_literal=True)
def _new_rows(typingctx, array, count, width):
    rows = Rows(array.dtype, width.literal_value, count.literal_value)
    return rows(array, count, width), lambda context, builder, sig, args: allocate(context, builder, rows)


@lowered(align_stack)
def _align_stack(typingctx):
    def emit(context, builder, sig, args):
        place = cgutils.alloca_once(builder, ir.IntType(8))
        place.align = STACK_ALIGNMENT
        kept = ir.FunctionType(ir.VoidType(), [place.type])
        builder.asm(kept, "", "r", [place], side_effect=True)  # no instruction; but LLVM keeps the place
        return context.get_dummy_value()

    return types.none(), emit


def _as_many(rows: Rows, power: int):
    """A signature and its code: new rows, as many as ``rows`` has to the power of ``power``."""
    if not isinstance(rows, Rows):
        return None
    new = Rows(rows.pack.element, rows.pack.width, (rows.count or 0) ** power)
    return new(rows), lambda context, builder, sig, args: allocate(context, builder, new)


@lowered(vector_like)
def _vector_like(typingctx, rows):
    return _as_many(rows, 1)


@lowered(matrix_like)
def _matrix_like(typingctx, rows):
    return _as_many(rows, 2)


@lowered(part, prefer_literal=True)
def _part(typingctx, rows, first, count):
    if not isinstance(rows, Rows):
        return None
    view = Rows(rows.pack.element, rows.pack.width, count.literal_value, rows.space)

    def emit(context, builder, sig, args):
        return builder.gep(args[0], [args[1]])

    return view(rows, types.intp, count), emit
