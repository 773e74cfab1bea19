"""The pack: a Numba type whose value is one vector register's worth of lanes, and rows of them.

``Pack(float32, 64)`` holds the same number of 64 trajectories. LLVM splits a wide vector into as many
registers as it needs, which also hides the latency of each instruction. Arithmetic carries no fast-math
flag, so every lane computes exactly what a lone scalar would.
"""

from __future__ import annotations

import operator

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.imputils import lower_builtin, lower_cast
from numba.core.typeconv import Conversion
from numba.core.typing.templates import AbstractTemplate, infer_global, signature
from numba.extending import models, register_model

from simlab.lanes import lowering

ELEMENTS = {
    types.float32: ir.FloatType(),
    types.float64: ir.DoubleType(),
    types.uint32: ir.IntType(32),
    types.uint64: ir.IntType(64),
    types.boolean: ir.IntType(1),
}


SHARED = 3  # LLVM's number of the memory that the threads of a block of a GPU share


class Pack(types.Type):
    """``width`` lanes of one element type; lanes of ``boolean`` are a mask."""

    def __init__(self, element: types.Type, width: int):
        self.element, self.width = element, width
        super().__init__(name=f"Pack({element}, {width})")

    def can_convert_from(self, typingctx, other):
        """A plain number becomes the same number in every lane."""
        if isinstance(other, (types.Number, types.Boolean)):
            return Conversion.unsafe
        return None

    def mask(self) -> Pack:
        """The mask of as many lanes."""
        return Pack(types.boolean, self.width)

    def unsigned(self) -> Pack:
        """The pack of unsigned integers with the same bits."""
        return Pack(types.uint32 if self.element == types.float32 else types.uint64, self.width)

    def floating(self) -> Pack:
        """The pack of floats with the same bits."""
        return Pack(types.float32 if self.element == types.uint32 else types.float64, self.width)

    @property
    def is_float(self) -> bool:
        """Whether the lanes hold floats."""
        return isinstance(self.element, types.Float)


class Rows(types.Type):
    """``count`` packs one after another in memory: the coordinates of a vector, lane by lane.

    A ``count`` of ``None`` is known to the caller only: such rows have no length, but one type for all.
    ``space`` is that of a GPU's memory in which they lie: any, or ``SHARED`` by a block of threads.
    """

    def __init__(self, element: types.Type, width: int, count: int | None, space: int = 0):
        self.pack, self.count, self.dtype, self.space = Pack(element, width), count, element, space
        super().__init__(name=f"Rows({element}, {width}, {count})" + f" in {space}" * (space != 0))


@register_model(Pack)
class PackModel(models.PrimitiveModel):
    """A pack is an LLVM vector."""

    def __init__(self, dmm, fe_type):
        super().__init__(dmm, fe_type, vector_type(fe_type))


@register_model(Rows)
class RowsModel(models.PrimitiveModel):
    """Rows are a pointer to the first of their packs."""

    def __init__(self, dmm, fe_type):
        super().__init__(dmm, fe_type, vector_type(fe_type.pack).as_pointer(fe_type.space))


def vector_type(pack: Pack) -> ir.Type:
    """The LLVM vector of a pack; one lane is a plain number."""
    element = ELEMENTS[pack.element]
    return element if pack.width == 1 else ir.VectorType(element, pack.width)


def splat(builder, scalar, width: int):
    """The vector with ``scalar`` in every lane; a constant stays a constant."""
    if width == 1:
        return scalar
    vector = ir.VectorType(scalar.type, width)
    if isinstance(scalar, ir.Constant):
        return ir.Constant(vector, [scalar] * width)
    zero = ir.Constant(ir.IntType(32), 0)
    head = builder.insert_element(ir.Constant(vector, ir.Undefined), scalar, zero)
    lanes = ir.Constant(ir.VectorType(ir.IntType(32), width), [zero] * width)
    return builder.shuffle_vector(head, ir.Constant(vector, ir.Undefined), lanes)


@lower_cast(types.Number, Pack)
@lower_cast(types.Boolean, Pack)
def number_to_pack(context, builder, fromty, toty, value):
    """A number in every lane."""
    return splat(builder, context.cast(builder, value, fromty, toty.element), toty.width)


@lower_cast(types.IntegerLiteral, Pack)
@lower_cast(types.BooleanLiteral, Pack)
def literal_to_pack(context, builder, fromty, toty, value):
    """A literal in every lane, folded by the compiler."""
    number = context.get_constant_generic(builder, fromty.literal_type, fromty.literal_value)
    return splat(builder, context.cast(builder, number, fromty.literal_type, toty.element), toty.width)


def _the_pack(args):
    packs = [a for a in args if isinstance(a, Pack)]
    if not packs or any(p != packs[0] for p in packs):
        return None
    if all(isinstance(a, (Pack, types.Number, types.Boolean)) for a in args):
        return packs[0]
    return None


def _arithmetic(op, on_float, on_integer):
    @infer_global(op)
    class Typing(AbstractTemplate):
        def generic(self, args, kws):
            pack = _the_pack(args)
            emit = pack and (on_float if pack.is_float else on_integer)
            return signature(pack, *[pack] * len(args)) if emit else None

    def lower(context, builder, sig, args):
        emit = on_float if sig.return_type.is_float else on_integer
        return emit(builder, *args)

    lower_builtin(op, Pack, Pack)(lower)
    return lower


def _comparison(op, symbol):
    @infer_global(op)
    class Typing(AbstractTemplate):
        def generic(self, args, kws):
            pack = _the_pack(args)
            return signature(pack.mask(), pack, pack) if pack else None

    @lower_builtin(op, Pack, Pack)
    def lower(context, builder, sig, args):
        if sig.args[0].is_float:
            compare = builder.fcmp_unordered if symbol == "!=" else builder.fcmp_ordered
            return compare(symbol, *args)
        return builder.icmp_unsigned(symbol, *args)


for _op, _float, _integer in (
    (operator.add, lowering.fadd, ir.IRBuilder.add),
    (operator.sub, lowering.fsub, ir.IRBuilder.sub),
    (operator.mul, lowering.fmul, ir.IRBuilder.mul),
    (operator.truediv, lowering.fdiv, None),
    (operator.and_, None, ir.IRBuilder.and_),
    (operator.or_, None, ir.IRBuilder.or_),
    (operator.xor, None, ir.IRBuilder.xor),
    (operator.lshift, None, ir.IRBuilder.shl),
    (operator.rshift, None, ir.IRBuilder.lshr),
    (operator.iadd, lowering.fadd, ir.IRBuilder.add),
    (operator.isub, lowering.fsub, ir.IRBuilder.sub),
    (operator.imul, lowering.fmul, ir.IRBuilder.mul),
    (operator.itruediv, lowering.fdiv, None),
):
    _arithmetic(_op, _float, _integer)

for _op, _symbol in (
    (operator.lt, "<"),
    (operator.le, "<="),
    (operator.gt, ">"),
    (operator.ge, ">="),
    (operator.eq, "=="),
    (operator.ne, "!="),
):
    _comparison(_op, _symbol)


@infer_global(operator.neg)
class _NegTyping(AbstractTemplate):
    def generic(self, args, kws):
        return signature(args[0], args[0]) if isinstance(args[0], Pack) and args[0].is_float else None


@lower_builtin(operator.neg, Pack)
def _neg(context, builder, sig, args):
    return lowering.fneg(builder, args[0])


@infer_global(operator.invert)
class _InvertTyping(AbstractTemplate):
    def generic(self, args, kws):
        return signature(args[0], args[0]) if isinstance(args[0], Pack) and not args[0].is_float else None


@lower_builtin(operator.invert, Pack)
def _invert(context, builder, sig, args):
    return builder.not_(args[0])


# -- rows: x[i], x[i] = pack, len(x) ---------------------------------------------------------------


@infer_global(operator.getitem)
class _RowsGetTyping(AbstractTemplate):
    def generic(self, args, kws):
        rows, index = args
        if isinstance(rows, Rows) and isinstance(index, types.Integer):
            return signature(rows.pack, rows, types.intp)
        return None


@lower_builtin(operator.getitem, Rows, types.intp)
def _rows_get(context, builder, sig, args):
    return builder.load(builder.gep(args[0], [args[1]]))


@infer_global(operator.setitem)
class _RowsSetTyping(AbstractTemplate):
    def generic(self, args, kws):
        rows, index, _ = args
        if isinstance(rows, Rows) and isinstance(index, types.Integer):
            return signature(types.none, rows, types.intp, rows.pack)
        return None


@lower_builtin(operator.setitem, Rows, types.intp, Pack)
def _rows_set(context, builder, sig, args):
    builder.store(args[2], builder.gep(args[0], [args[1]]))
    return context.get_dummy_value()


@infer_global(len)
class _RowsLenTyping(AbstractTemplate):
    def generic(self, args, kws):
        known = isinstance(args[0], Rows) and args[0].count is not None
        return signature(types.intp, args[0]) if known else None


@lower_builtin(len, Rows)
def _rows_len(context, builder, sig, args):
    return ir.Constant(ir.IntType(64), sig.args[0].count)


def allocate(context, builder, rows: Rows):
    """``rows`` on the stack of the function being built (promoted to registers where they fit)."""
    return cgutils.alloca_once(builder, vector_type(rows.pack), size=ir.Constant(ir.IntType(32), rows.count))
