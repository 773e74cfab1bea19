"""A team of threads of a GPU that works on one lane: it shares loops, and waits for itself.

The team is the x dimension of a block. On a CPU, and where a GPU gives every lane a thread, it has one
member: loops are whole, and nobody waits. Every sum is one member's, in the order of the CPU, so a team
changes no bit.
Rows of the caller are the team's, rows on the stack each member's own: what all compute from the team's rows
is the same in each. A row is written by one member, and read by others only after all have come ``together``.
"""

from __future__ import annotations

import threading
from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.imputils import lower_builtin
from numba.core.typing.templates import AbstractTemplate, infer_global, signature
from numba.extending import models, register_model

from simlab.lanes.lowering import SIMULATED, on_device

# Bytes that the threads of a block may share on any GPU from compute capability 8.0 on: 99 KiB on 8.6, 8.9
# and 12.0; 8.0 has 163, 9.0 and 10.0 have 227 KiB (CUDA C++ Programming Guide, technical specifications).
LEAST_SHARED = 99 * 1024
_WORD = ir.IntType(64)


def _member() -> tuple[int, int]:
    """Which member of its team the caller is, and how many there are."""
    thread: Any = threading.current_thread()
    if SIMULATED and hasattr(thread, "threadIdx"):
        return thread.threadIdx.x, thread._manager._block_dim[0]
    return 0, 1


def each(count):
    """``range(count)``; of a team, every member has its share of it."""
    member, team = _member()
    return range(member, count, team)


def across(count, columns):
    """The share of ``range(count)`` of a member, where the team stands in rows of ``columns``.

    Both numbers of members are powers of 2.

    With ``down`` in a loop around it the team shares a table: neighbours work on neighbouring columns.
    """
    member, team = _member()
    columns = min(columns, team)
    return range(member % columns, count, columns)


def down(count, columns):
    """The share of ``range(count)`` of the row of the team in which a member stands; see ``across``."""
    member, team = _member()
    columns = min(columns, team)
    return range(member // columns, count, team // columns)


def leads():
    """Whether the caller is the one member that does what cannot be shared."""
    return _member()[0] == 0


def together():
    """Wait until all of the team have come so far: what any has written, each may then read."""
    if _member()[1] > 1:
        thread: Any = threading.current_thread()
        thread.syncthreads()


def _register(builder, name: str):
    """A register of the thread that is always there."""
    full = f"llvm.nvvm.read.ptx.sreg.{name}"
    function = builder.module.globals.get(full)
    if function is None:
        function = ir.Function(builder.module, ir.FunctionType(ir.IntType(32), []), full)
    return builder.zext(builder.call(function, []), _WORD)


def _position(builder):
    """Member and size of the team, in LLVM."""
    return _register(builder, "tid.x"), _register(builder, "ntid.x")


class Share(types.SimpleIterableType):
    """A member's part of a range on a GPU; a ``range`` would divide to know beforehand how often it turns."""

    def __init__(self) -> None:
        super().__init__("Share", ShareIterator())


class ShareIterator(types.SimpleIteratorType):
    """Where a member is in its part of a range."""

    def __init__(self) -> None:
        super().__init__("ShareIterator", types.int64)


@register_model(Share)
class _ShareModel(models.StructModel):
    def __init__(self, dmm, fe_type):
        super().__init__(dmm, fe_type, [("start", types.int64), ("stop", types.int64), ("step", types.int64)])


@register_model(ShareIterator)
class _ShareIteratorModel(models.StructModel):
    def __init__(self, dmm, fe_type):
        place = types.EphemeralPointer(types.int64)
        super().__init__(dmm, fe_type, [("place", place), ("stop", types.int64), ("step", types.int64)])


@lower_builtin("getiter", Share)
def _getiter(context, builder, sig, args):
    share = context.make_helper(builder, sig.args[0], args[0])
    iterator = context.make_helper(builder, sig.return_type)
    iterator.place = cgutils.alloca_once_value(builder, share.start)
    iterator.stop, iterator.step = share.stop, share.step
    return iterator._getvalue()


@lower_builtin("iternext", ShareIterator)
def _iternext(context, builder, sig, args):
    iterator = context.make_helper(builder, sig.args[0], args[0])
    result = context.make_helper(builder, sig.return_type)
    now = builder.load(iterator.place)
    result.first, result.second = now, builder.icmp_signed("<", now, iterator.stop)
    builder.store(builder.add(now, iterator.step), iterator.place)
    return result._getvalue()


def _typed(function, *arguments):
    """Typing of a function of whole numbers that returns a range, or on a GPU a share of one."""

    @infer_global(function)
    class Typing(AbstractTemplate):
        def generic(self, args, kws):
            if len(args) == len(arguments) and all(isinstance(one, types.Integer) for one in args):
                on_gpu = type(self.context).__name__ == "CUDATypingContext"
                return signature(Share() if on_gpu else types.range_state64_type, *arguments)
            return None


_typed(each, types.int64)
_typed(across, types.int64, types.int64)
_typed(down, types.int64, types.int64)


def _share(context, builder, sig, stop, start=None, step=None):
    """The value of a share, or of the whole range on a CPU."""
    state = context.make_helper(builder, sig.return_type)
    state.start, state.step = start or ir.Constant(_WORD, 0), step or ir.Constant(_WORD, 1)
    state.stop = stop
    return state._getvalue()


@lower_builtin(each, types.int64)
def _each(context, builder, sig, args):
    where = _position(builder) if on_device(builder) else (None, None)
    return _share(context, builder, sig, args[0], *where)


def _columns(builder, asked):
    """Member and size of the team, and how many stand in a row: powers of 2."""
    member, team = _position(builder)
    return member, team, builder.select(builder.icmp_unsigned("<", asked, team), asked, team)


@lower_builtin(across, types.int64, types.int64)
def _across(context, builder, sig, args):
    if not on_device(builder):
        return _share(context, builder, sig, args[0])
    member, _, columns = _columns(builder, args[1])
    place = builder.and_(member, builder.sub(columns, ir.Constant(_WORD, 1)))
    return _share(context, builder, sig, args[0], place, columns)


@lower_builtin(down, types.int64, types.int64)
def _down(context, builder, sig, args):
    if not on_device(builder):
        return _share(context, builder, sig, args[0])
    member, team, columns = _columns(builder, args[1])
    shift = builder.cttz(columns, ir.Constant(ir.IntType(1), 1))
    return _share(context, builder, sig, args[0], builder.lshr(member, shift), builder.lshr(team, shift))


@infer_global(leads)
class _LeadsTyping(AbstractTemplate):
    def generic(self, args, kws):
        return signature(types.boolean)


@lower_builtin(leads)
def _leads(context, builder, sig, args):
    if not on_device(builder):
        return ir.Constant(ir.IntType(1), 1)
    return builder.icmp_unsigned("==", _position(builder)[0], ir.Constant(_WORD, 0))


@infer_global(together)
class _TogetherTyping(AbstractTemplate):
    def generic(self, args, kws):
        return signature(types.none)


@lower_builtin(together)
def _together(context, builder, sig, args):
    if on_device(builder):
        _, team = _position(builder)
        with builder.if_then(builder.icmp_unsigned(">", team, ir.Constant(_WORD, 1))):
            name = "llvm.nvvm.barrier0"
            barrier = builder.module.globals.get(name)
            if barrier is None:
                barrier = ir.Function(builder.module, ir.FunctionType(ir.VoidType(), []), name)
            builder.call(barrier, [])
    return context.get_dummy_value()
