"""Every compile flag of simlab, each with its reason; no other file may name one.

* ``error_model="numpy"``: a division by zero is an infinity, not an exception; the test for it would
  also keep loops from becoming straight vector code.
* ``fastmath=False``: it would delete NaN tests and let the compiler reorder sums, and then bits would
  depend on the lane width and the machine.
* ``boundscheck=False``: indices are written by the generator and checked by the tests with it on.
* ``nogil=True``: blocks run on a plain thread pool, which gives progress and cancellation between calls.
* ``cache=True``: kernels are content-addressed files, so a stale entry cannot be found under its name.
* ``forceinline=True``: a pack passed through a real call would travel through memory. A large function that
  works on rows is ``called`` instead: it is compiled once, however often it is used.

Of kernels for a GPU, beside those:

* ``fastmath=False``: else subnormals become zero, and divisions and roots are approximate.
* ``opt=True``: the device code is optimised; nothing is contracted, as ``lanes.lowering`` says how to round.
* ``lto=False``: the code that runs comes from the PTX that the tests read, not from a second optimiser.
"""

from __future__ import annotations

from typing import Any

from numba import njit
from numba.extending import register_jitable

INLINE: Any = {"error_model": "numpy", "fastmath": False, "boundscheck": False, "forceinline": True}
CALLED: Any = {"error_model": "numpy", "fastmath": False, "boundscheck": False}
DEVICE_COMPILER: Any = {"fastmath": False, "opt": True}
DEVICE_KERNEL: Any = {**DEVICE_COMPILER, "lto": False, "cache": True}
KERNEL: Any = {"error_model": "numpy", "fastmath": False, "boundscheck": False, "nogil": True, "cache": True}


_INLINED: set = set()


def inline(function):
    """Let kernels call ``function``, which stays an ordinary Python function for everybody else."""
    if function not in _INLINED:
        _INLINED.add(function)
        register_jitable(**INLINE)(function)
    return function


def called(function):
    """As ``inline``, for a large function: kernels share one copy of its code, which they call."""
    if function not in _INLINED:
        _INLINED.add(function)
        register_jitable(**CALLED)(function)
    return function


def kernel(function):
    """Compile ``function`` as the entry point of a generated kernel file."""
    return njit(**KERNEL)(function)


def device_kernel(function):
    """As ``kernel``, for a GPU: it runs in one thread a lane."""
    from simlab.lanes.device import SIMULATED, cuda

    return cuda.jit(**(DEVICE_COMPILER if SIMULATED else DEVICE_KERNEL))(function)
