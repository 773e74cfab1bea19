"""Every compile flag of simlab, each with its reason; no other file may name one.

* ``error_model="numpy"``: a division by zero is an infinity, not an exception; the test for it would
  also keep loops from becoming straight vector code.
* ``fastmath=False``: it would delete NaN tests and let the compiler reorder sums, and then bits would
  depend on the lane width and the machine.
* ``boundscheck=False``: indices are written by the generator and checked by the tests with it on.
* ``nogil=True``: blocks run on a plain thread pool, which gives progress and cancellation between calls.
* ``cache=True`` of a GPU's kernels, ``KernelCache`` of the others: kernels are content-addressed files, so a
  stale entry cannot be found under its name.
* ``forceinline=True``: a pack passed through a real call would travel through memory. A large function that
  works on rows is ``called`` instead: it is compiled once, however often it is used. That has to be said, as
  Numba hands ``forceinline`` down from a function to those it calls.
* ``no_cpython_wrapper``, ``no_cfunc_wrapper``: of what a kernel calls, nobody else needs a way in; the kernel
  needs that from Python.

Of kernels for a GPU, beside those:

* ``fastmath=False``: else subnormals become zero, and divisions and roots are approximate.
* ``opt=True``: the device code is optimised; nothing is contracted, as ``lanes.lowering`` says how to round.
* ``lto=False``: the code that runs comes from the PTX that the tests read, not from a second optimiser.
"""

from __future__ import annotations

from typing import Any

from numba import njit

from simlab.lanes.helpers import overload
from simlab.lanes.kernel_cache import KernelCache

COMMON: Any = {"error_model": "numpy", "fastmath": False, "boundscheck": False}
INLINE: Any = {**COMMON, "forceinline": True, "no_cpython_wrapper": True}
CALLED: Any = {**INLINE, "forceinline": False}
DEVICE_COMPILER: Any = {"fastmath": False, "opt": True}
DEVICE_KERNEL: Any = {**DEVICE_COMPILER, "lto": False, "cache": True}
KERNEL: Any = {**COMMON, "nogil": True, "no_cfunc_wrapper": True}


_INLINED: set = set()


def inline(function):
    """Let kernels call ``function``, which stays an ordinary Python function for everybody else."""
    return _known_to_kernels(function, INLINE)


def called(function):
    """As ``inline``, for a large function: kernels share one copy of its code, which they call."""
    return _known_to_kernels(function, CALLED)


def _known_to_kernels(function, options):
    if function not in _INLINED:
        _INLINED.add(function)
        overload(function, options, strict=False)(lambda *args, **more: function)
    return function


def kernel(function):
    """Compile ``function`` as the entry point of a generated kernel file."""
    compiled = njit(**KERNEL)(function)
    compiled._cache = KernelCache(function)
    return compiled


def device_kernel(function):
    """As ``kernel``, for a GPU: it runs in one thread a lane."""
    from simlab.lanes.device import SIMULATED, cuda

    return cuda.jit(**(DEVICE_COMPILER if SIMULATED else DEVICE_KERNEL))(function)
