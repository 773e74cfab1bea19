"""C++: ``lanes.cpp``, the same lane-blocked algorithm as simlab's, with the width of a block to choose."""

import ctypes
import re
from pathlib import Path

import native
import numpy as np

NAME = "C++"
WIDTHS = (16, 32, 64, 128)


def version():
    return native.compiler_version()


def variants(case):
    few = [1] if case.count <= 4096 and case.threads > 1 else []
    return [f"W={width}, {threads} threads" for threads in (case.threads, *few) for width in _widths(case)]


def _function(case):
    function = getattr(native.library(Path(__file__).parent / "lanes.cpp"), f"{case.work}_{case.dtype}")
    pointers = [ctypes.c_void_p] * 3
    function.argtypes = [ctypes.c_int, *pointers, ctypes.c_size_t, ctypes.c_long, ctypes.c_int]
    return function


def _widths(case):
    """Those that are built for the register size: 1, 2, 4 or 8 registers of lanes."""
    function = _function(case)
    return [width for width in WIDTHS if function(width, None, None, None, 0, 0, 1) == 0]


def prepare(case, variant):
    width, threads = map(int, re.findall(r"\d+", variant))
    function = _function(case)
    start, hyper = case.inputs()
    hypers, out = np.stack(list(hyper.values())), start.copy()
    pointers = [array.ctypes.data_as(ctypes.c_void_p) for array in (start, hypers, out)]

    def run():
        function(width, *pointers, case.count, case.steps, threads)
        return out

    return run
