"""C++ on networks of one shape: ``networks.cpp``, the same lane-blocked algorithm, every size a constant."""

import ctypes
from pathlib import Path

import native
import numpy as np
from works import _networks

NAME = "C++"
SOURCE = Path(__file__).parent / "networks.cpp"


def version():
    if native.compiler() is None:
        raise ImportError("no C++ compiler")
    return native.compiler_version()


def variants(case):
    return [f"threads {case.threads}"]


def prepare(case, variant):
    function = getattr(native.library(SOURCE), f"{case.work}_{case.dtype}")
    function.argtypes = [ctypes.c_void_p] * 6 + [ctypes.c_long] * 3 + [ctypes.c_int]
    start, hyper = case.inputs()
    inputs, classes = _networks.table(case.item, case.dtype)
    chosen = np.ascontiguousarray(_networks.places(case.item, case.count, case.steps))
    out = start.copy()
    arrays = start, np.stack(list(hyper.values())), inputs, classes, chosen, out
    pointers = [array.ctypes.data_as(ctypes.c_void_p) for array in arrays]

    def run(kept=arrays):
        function(*pointers, inputs.shape[1], case.count, case.steps, case.threads)
        return out

    return run
