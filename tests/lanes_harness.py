"""Run a lane function on packs, for comparison with the same function on NumPy arrays."""

from __future__ import annotations

import numpy as np
from numba import njit

from simlab.lanes.flags import inline
from simlab.lanes.memory import load, store

_COMPILED: dict = {}


def run_on_packs(function, arrays, width: int, out_dtype=None) -> np.ndarray:
    """``function`` of packs of ``width`` lanes over ``arrays`` (equal length), as one array."""
    arrays = [np.ascontiguousarray(a) for a in arrays]
    count = len(arrays[0])
    padded = -(-count // width) * width
    stacked = [np.resize(a, padded).reshape(1, padded) for a in arrays]
    out = np.empty((1, padded), out_dtype or arrays[0].dtype)
    key = (function, width, len(arrays))
    if key not in _COMPILED:
        _COMPILED[key] = _driver(function, width, len(arrays))
    _COMPILED[key](out, *stacked)
    return out[0, :count]


def _driver(function, width, arity):
    body = function if getattr(function, "__simlab_inline__", False) else inline(function)
    if arity == 1:

        @njit(error_model="numpy")
        def run(out, a):
            for lane in range(0, out.shape[1], width):
                store(out, 0, lane, body(load(a, 0, lane, width)))

    elif arity == 2:

        @njit(error_model="numpy")
        def run(out, a, b):
            for lane in range(0, out.shape[1], width):
                store(out, 0, lane, body(load(a, 0, lane, width), load(b, 0, lane, width)))

    else:

        @njit(error_model="numpy")
        def run(out, a, b, c):
            for lane in range(0, out.shape[1], width):
                packs = load(a, 0, lane, width), load(b, 0, lane, width), load(c, 0, lane, width)
                store(out, 0, lane, body(packs[0], packs[1], packs[2]))

    return run
