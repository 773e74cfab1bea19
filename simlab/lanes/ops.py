"""The primitive operations of a lane: each works on NumPy arrays and, in a kernel, on packs.

Everything else in ``lanes`` is written with these and the operators, so a new target has to lower this
file and nothing more. All of them are exact or correctly rounded; none is approximate.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from llvmlite import ir
from numba import types, vectorize
from numba.extending import intrinsic

from simlab.lanes import lowering
from simlab.lanes.fused import fused_one, is_one
from simlab.lanes.helpers import lowered
from simlab.lanes.types import ELEMENTS, Pack, splat, vector_type


def where(mask, a, b):
    """``a`` in the lanes where ``mask`` holds, else ``b``."""
    return np.where(mask, a, b)


def minimum(a, b):
    """The smaller of two; NaN if either is NaN."""
    return np.where((a < b) | (a != a), a, b)


def maximum(a, b):
    """The larger of two; NaN if either is NaN."""
    return np.where((a > b) | (a != a), a, b)


def absolute(x):
    """Magnitude; the sign bit is cleared, of NaN too."""
    return np.abs(x)


def sqrt(x):
    """Correctly rounded square root; NaN below zero."""
    return np.sqrt(x)


def floor(x):
    """Largest integer not above ``x``."""
    return np.floor(x)


def round_even(x):
    """Nearest integer, ties to even."""
    return np.rint(x)


def copy_sign(magnitude, sign):
    """``magnitude`` with the sign bit of ``sign``."""
    return np.copysign(magnitude, sign)


def fma(a, b, c):
    """``a * b + c`` with one rounding."""
    return fused_one(a, b, c) if is_one(a, b, c) else _fused_ufunc()(a, b, c)


def is_nan(x):
    """Mask of the lanes that are not a number."""
    return x != x


def is_finite(x):
    """Mask of the lanes that are neither infinite nor NaN."""
    return x - x == 0.0


def any_lane(mask):
    """Whether ``mask`` holds in any lane: a plain Boolean, the only way from lanes to control flow."""
    return bool(np.any(mask))


def to_bits(x):
    """The bits of a float as an unsigned integer of the same width."""
    x = np.asarray(x)
    return x.view(np.uint32 if x.dtype == np.float32 else np.uint64)


def from_bits(u):
    """The float with the bits of an unsigned integer of the same width."""
    u = np.asarray(u)
    return u.view(np.float32 if u.dtype == np.uint32 else np.float64)


def as_float(u):
    """The float nearest to an unsigned integer: uint32 to float32, uint64 to float64."""
    u = np.asarray(u)
    return u.astype(np.float32 if u.dtype == np.uint32 else np.float64)


def widen(u):
    """uint32 to the uint64 of the same value."""
    return np.asarray(u).astype(np.uint64)


def narrow(u):
    """The low 32 bits of a uint64."""
    return np.asarray(u).astype(np.uint32)


@intrinsic
def _fused_scalar(typingctx, a, b, c):
    def emit(context, builder, sig, args):
        real = args[0].type
        signature = ir.FunctionType(real, [real] * 3)
        return builder.call(builder.module.declare_intrinsic("llvm.fma", [real], signature), args)

    return a(a, a, a), emit


@cache
def _fused_ufunc():
    """NumPy has no fused multiply-add; this is the machine's, as a ufunc."""
    signatures = ["float32(float32, float32, float32)", "float64(float64, float64, float64)"]
    return vectorize(signatures, cache=True)(lambda a, b, c: _fused_scalar(a, b, c))


def _float_pack(*args):
    packs = [a for a in args if isinstance(a, Pack)]
    return packs[0] if packs and packs[0].is_float else None


def _llvm_intrinsic(function, name):
    """Lower ``function`` to the LLVM intrinsic ``name`` over the whole vector."""

    def signature(*args):
        pack = _float_pack(*args)
        return pack and (pack(*[pack] * len(args)), emit)

    def emit(context, builder, sig, args):
        return lowering.call(builder, name, args)

    of_arity = (
        lambda typingctx, x: signature(x),
        lambda typingctx, x, y: signature(x, y),
        lambda typingctx, x, y, z: signature(x, y, z),
    )
    lowered(function)(of_arity[function.__code__.co_argcount - 1])


for _function, _name in (
    (absolute, "llvm.fabs"),
    (sqrt, "llvm.sqrt"),
    (floor, "llvm.floor"),
    (round_even, "llvm.roundeven"),
    (copy_sign, "llvm.copysign"),
    (fma, "llvm.fma"),
):
    _llvm_intrinsic(_function, _name)


@lowered(where)
def _where(typingctx, mask, a, b):
    packs = [x for x in (a, b) if isinstance(x, Pack)]
    if not packs or mask != packs[0].mask():
        return None
    return packs[0](mask, packs[0], packs[0]), lambda context, builder, sig, args: builder.select(*args)


def _extremum(function, symbol):
    @lowered(function)
    def define(typingctx, a, b):
        def emit(context, builder, sig, args):
            wins = builder.fcmp_ordered(symbol, *args)
            is_nan = builder.fcmp_unordered("!=", args[0], args[0])
            return builder.select(builder.or_(wins, is_nan), *args)

        pack = _float_pack(a, b)
        return pack and (pack(pack, pack), emit)


_extremum(minimum, "<")
_extremum(maximum, ">")


@lowered(is_nan)
def _is_nan(typingctx, x):
    def emit(context, builder, sig, args):
        return builder.fcmp_unordered("!=", args[0], args[0])

    return (x.mask()(x), emit) if _float_pack(x) else None


@lowered(is_finite)
def _is_finite(typingctx, x):
    def emit(context, builder, sig, args):
        zero = splat(builder, ir.Constant(ELEMENTS[x.element], 0.0), x.width)
        return builder.fcmp_ordered("==", lowering.fsub(builder, args[0], args[0]), zero)

    return (x.mask()(x), emit) if _float_pack(x) else None


@lowered(any_lane)
def _any_lane(typingctx, mask):
    def emit(context, builder, sig, args):
        if mask.width == 1:
            return args[0]
        bits = ir.IntType(mask.width)
        return builder.icmp_unsigned("!=", builder.bitcast(args[0], bits), ir.Constant(bits, 0))

    return (types.boolean(mask), emit) if isinstance(mask, Pack) else None


def _conversion(function, accepts, result, instruction):
    @lowered(function)
    def convert(typingctx, x):
        if not (isinstance(x, Pack) and x.element in accepts):
            return None
        out = result(x)
        return out(x), lambda context, builder, sig, args: getattr(builder, instruction)(
            args[0], vector_type(out)
        )


_FLOATS, _UNSIGNED = (types.float32, types.float64), (types.uint32, types.uint64)
_conversion(to_bits, _FLOATS, lambda p: p.unsigned(), "bitcast")
_conversion(from_bits, _UNSIGNED, lambda p: p.floating(), "bitcast")
_conversion(as_float, _UNSIGNED, lambda p: p.floating(), "uitofp")
_conversion(widen, (types.uint32,), lambda p: Pack(types.uint64, p.width), "zext")
_conversion(narrow, (types.uint64,), lambda p: Pack(types.uint32, p.width), "trunc")
