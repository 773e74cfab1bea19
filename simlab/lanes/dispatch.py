"""One elementary function, two precisions: the element type chooses the polynomial."""

from __future__ import annotations

import numpy as np
from numba import types

from simlab.lanes.flags import INLINE, inline
from simlab.lanes.helpers import overload
from simlab.lanes.types import Pack

__all__ = ["by_precision", "inline"]


def by_precision(name: str, single, double, doc: str):
    """Join the float32 and the float64 form of a function of one or two reals into one function."""

    def function(*args):
        narrow = all(np.asarray(a).dtype == np.float32 for a in args if not isinstance(a, (int, float)))
        numbers = all(isinstance(a, (int, float)) for a in args)
        return single(*args) if narrow and not numbers else double(*map(_array, args))

    function.__name__ = function.__qualname__ = name
    function.__doc__ = doc

    def choose(*args):
        packs = [a for a in args if isinstance(a, Pack)]
        if not packs or not packs[0].is_float:
            return None
        return single if packs[0].element == types.float32 else double

    def choose_one(x):
        return choose(x)

    def choose_two(x, y):
        return choose(x, y)

    arity = single.__code__.co_argcount
    overload(function, jit_options=INLINE, strict=False)(choose_one if arity == 1 else choose_two)
    return function


def _array(value):
    return np.float64(value) if isinstance(value, (int, float)) else value
