"""Rows in an array of the caller, for what is too large for the stack, and rows of any number.

A kernel that needs many rows is given one array to work in. Large functions are compiled once and called
with ``open_rows``, whose type does not depend on how many there are: layers of different shapes then share
one piece of machine code.
"""

from __future__ import annotations

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.np.arrayobj import make_array

from simlab.lanes.helpers import lowered
from simlab.lanes.lowering import on_device
from simlab.lanes.memory import ArrayRows
from simlab.lanes.types import SHARED, Rows, allocate, vector_type

ALIGNMENT = 1024  # bytes, of the first row: no vector register or pack is larger


def heap_size(rows: int, width: int, item: int) -> int:
    """Elements of ``item`` bytes that an array for ``rows`` packs of ``width`` lanes must have."""
    return rows * width + ALIGNMENT // item


def heap_rows(array, width):
    """The array [elements] as rows of packs of ``width`` lanes, without a length; what is in it stays."""
    count = len(array) // width
    return ArrayRows(array[: count * width].reshape(count, width))


def shared_rows(array, width):
    """Rows of the memory that the threads of a block of a GPU share, of the element type of ``array``.

    There is one such memory, its size a matter of the launch: rows of any type begin where it begins.
    """
    from simlab.lanes.device import shared_array

    return ArrayRows(shared_array(array.dtype).reshape(-1, width))


def open_rows(rows, first):
    """``rows`` from ``first`` on, without a length; writing to them writes to ``rows``."""
    return ArrayRows(rows.array[first:])


def out_of_line():
    """Keep the function that says this one piece of code, which its callers share.

    A CPU's compiler decides that well by itself; a GPU's would copy everything into the kernel.
    """


def rows_like(rows, count):
    """``count`` (a literal) uninitialised rows on the stack, of packs like those of ``rows``."""
    return ArrayRows(np.empty((count, *rows.array.shape[1:]), rows.dtype))


@lowered(heap_rows, prefer_literal=True)
def _heap_rows(typingctx, array, width):
    rows = Rows(array.dtype, width.literal_value, None)

    def emit(context, builder, sig, args):
        start = make_array(sig.args[0])(context, builder, args[0]).data
        word = cgutils.intp_t
        beyond = builder.add(builder.ptrtoint(start, word), ir.Constant(word, ALIGNMENT - 1))
        first = builder.and_(beyond, ir.Constant(word, -ALIGNMENT))
        return builder.inttoptr(first, vector_type(rows.pack).as_pointer())

    return rows(array, width), emit


@lowered(shared_rows, prefer_literal=True)
def _shared_rows(typingctx, array, width):
    rows = Rows(array.dtype, width.literal_value, None, SHARED)

    def emit(context, builder, sig, args):
        module, name = builder.module, "simlab_shared"
        memory = module.globals.get(name)
        if memory is None:
            memory = ir.GlobalVariable(module, ir.ArrayType(ir.IntType(8), 0), name, SHARED)
            memory.linkage, memory.align = "external", 16
        return builder.bitcast(memory, vector_type(rows.pack).as_pointer(SHARED))

    return rows(array, width), emit


@lowered(open_rows)
def _open_rows(typingctx, rows, first):
    if not isinstance(rows, Rows):
        return None
    view = Rows(rows.pack.element, rows.pack.width, None, rows.space)

    def emit(context, builder, sig, args):
        return builder.gep(args[0], [args[1]])

    return view(rows, types.intp), emit


@lowered(rows_like, prefer_literal=True)
def _rows_like(typingctx, rows, count):
    if not isinstance(rows, Rows):
        return None
    new = Rows(rows.pack.element, rows.pack.width, count.literal_value)
    return new(rows, count), lambda context, builder, sig, args: allocate(context, builder, new)


@lowered(out_of_line)
def _out_of_line(typingctx):
    def emit(context, builder, sig, args):
        if on_device(builder):
            builder.function.attributes.add("noinline")
        return context.get_dummy_value()

    return types.none(), emit
