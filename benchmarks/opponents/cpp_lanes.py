"""C++: ``lanes.cpp``, the same lane-blocked algorithm as simlab's, with the width of a block to choose."""

import ctypes
import re
from pathlib import Path

import native
import numpy as np

NAME = "C++"
SOURCE = Path(__file__).parent / "lanes.cpp"
REGISTERS = (1, 2, 4, 8)  # of a block: what lanes.cpp is built for


def version():
    if native.compiler() is None:
        raise ImportError("no C++ compiler")
    return native.compiler_version()


def variants(case):
    lanes = native.register_bytes() // np.dtype(case.dtype).itemsize
    widths = [lanes * registers for registers in REGISTERS]
    few = [1] if case.count <= 4096 and case.threads > 1 else []
    return [f"W={width}, threads {threads}" for threads in (case.threads, *few) for width in widths]


def prepare(case, variant):
    width, threads = map(int, re.findall(r"\d+", variant))
    function = getattr(native.library(SOURCE), f"{case.work}_{case.dtype}")
    arrays = [ctypes.c_void_p] * 3
    function.argtypes = [ctypes.c_int, *arrays, ctypes.c_size_t, ctypes.c_long, ctypes.c_int]
    start, hyper = case.inputs()
    hypers, out = np.stack(list(hyper.values())), start.copy()
    pointers = [array.ctypes.data_as(ctypes.c_void_p) for array in (start, hypers, out)]

    def run():
        function(width, *pointers, case.count, case.steps, threads)
        return out

    return run
