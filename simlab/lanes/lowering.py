"""What an operation on floats becomes in LLVM, on a CPU and on a GPU.

On a CPU it is the instruction, which without fast-math flags is exactly rounded. The compiler of a GPU would
contract a multiplication and an addition into one fused operation, and rounds a division or a root as its
options say; so there every operation is the call of a function of libdevice that says how it rounds: `_rn`,
to nearest, ties to even, which no later stage may change (CUDA C++ Programming Guide, mathematical functions,
intrinsic functions).
"""

from __future__ import annotations

import os

from llvmlite import ir

SIMULATED = os.environ.get("NUMBA_ENABLE_CUDASIM", "0") not in ("", "0")  # numba-cuda's simulator is the GPU
# LLVM's name of an operation -> libdevice's, for float32 and float64.
_LIBDEVICE = {
    "fadd": ("__nv_fadd_rn", "__nv_dadd_rn"),
    "fmul": ("__nv_fmul_rn", "__nv_dmul_rn"),
    "fdiv": ("__nv_fdiv_rn", "__nv_ddiv_rn"),
    "llvm.fma": ("__nv_fmaf_rn", "__nv_fma_rn"),
    "llvm.sqrt": ("__nv_fsqrt_rn", "__nv_dsqrt_rn"),
    "llvm.fabs": ("__nv_fabsf", "__nv_fabs"),
    "llvm.floor": ("__nv_floorf", "__nv_floor"),
    "llvm.roundeven": ("__nv_rintf", "__nv_rint"),
    "llvm.copysign": ("__nv_copysignf", "__nv_copysign"),
}


def on_device(builder) -> bool:
    """Whether the code being built is for a GPU."""
    return builder.module.triple.startswith("nvptx")


def fadd(builder, a, b):
    """Sum."""
    return call(builder, "fadd", (a, b)) if on_device(builder) else builder.fadd(a, b)


def fsub(builder, a, b):
    """Difference: on a GPU the sum with the negated number, which is the same."""
    return call(builder, "fadd", (a, fneg(builder, b))) if on_device(builder) else builder.fsub(a, b)


def fmul(builder, a, b):
    """Product."""
    return call(builder, "fmul", (a, b)) if on_device(builder) else builder.fmul(a, b)


def fdiv(builder, a, b):
    """Quotient."""
    return call(builder, "fdiv", (a, b)) if on_device(builder) else builder.fdiv(a, b)


def fneg(builder, x):
    """The number with the other sign; a GPU's compiler knows it as the difference with minus zero."""
    return builder.fsub(ir.Constant(x.type, -0.0), x) if on_device(builder) else builder.fneg(x)


def call(builder, name: str, args):
    """The LLVM intrinsic ``name``, over a whole vector, or what libdevice has for it."""
    kind = args[0].type
    if on_device(builder):
        name = _LIBDEVICE[name][isinstance(kind, ir.DoubleType)]
    else:
        vector = isinstance(kind, ir.VectorType)
        name += f".v{kind.count}{kind.element.intrinsic_name}" if vector else f".{kind.intrinsic_name}"
    function = builder.module.globals.get(name)
    if function is None:
        function = ir.Function(builder.module, ir.FunctionType(kind, [kind] * len(args)), name)
    return builder.call(function, args)
