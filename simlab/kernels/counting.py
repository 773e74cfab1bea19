"""How many floating-point operations a step takes: the kernel as plain Python over arrays that count.

Beside the arithmetic, what is read from the caller's arrays and written to them: in machine code these are
the loads and stores, while rows on the stack are registers, or as near.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Any
from unittest import mock

import numpy as np

from simlab.lanes import memory

_COUNTED = {np.add, np.subtract, np.multiply, np.divide, np.sqrt}
_SLOW = {np.divide: 12, np.sqrt: 14}  # vector instructions in whose time one of them is done


@dataclass(frozen=True)
class Count:
    """In each lane: ``operations`` of floating point, and ``accesses`` to the arrays that were handed in.

    ``work`` is all arithmetic, also of integers, in about the time of one vector instruction.
    """

    operations: float = 0
    accesses: float = 0
    work: float = 0

    def plus(self, other: Count, times: float = 1) -> Count:
        """Both, the other so many ``times``."""
        pairs = zip(astuple(self), astuple(other), strict=True)
        return Count(*(own + times * others for own, others in pairs))


class _Counter:
    """Arrays of the reference, as ``numpy`` would make them, whose arithmetic is counted."""

    def __init__(self) -> None:
        self.operations = self.accesses = self.work = 0
        counter = self

        class Counted(np.ndarray):
            def __array_ufunc__(self, ufunc, method, *inputs, out=None, **more):
                plain = [_plain(one) for one in inputs]
                result = getattr(ufunc, method)(*plain, **more)
                if any(np.asarray(one).dtype.kind == "f" for one in plain):
                    counter.operations += 1 if ufunc in _COUNTED else 2 * (ufunc.nin == 3)
                counter.work += _SLOW.get(ufunc, 1)
                return _as(result)

            def __array_function__(self, function, types, arguments, more):
                counter.work += 1
                return _as(function(*map(_plain, arguments), **more))

        def _plain(one: Any) -> Any:
            # A number of Python stays one: as an array, it would widen the words it is added to.
            return np.asarray(one) if isinstance(one, np.ndarray) else one

        def _as(result: Any) -> Any:
            return result.view(Counted) if isinstance(result, np.ndarray) else result

        class Held(Counted):
            def __getitem__(self, index):
                counter.accesses += not isinstance(index, slice)
                return super().__getitem__(index)

            def __setitem__(self, index, value):
                counter.accesses += not isinstance(index, slice)
                self.view(np.ndarray)[index] = value  # ndarray itself would look the place up, and count it

        self.counting = _as
        self.held = lambda array: array.view(Held)

    def __getattr__(self, name: str) -> Any:
        function = getattr(np, name)
        if name not in ("empty", "full", "empty_like"):
            return function
        return lambda *arguments, **more: self.counting(function(*arguments, **more))


def count_operations(kernel: Callable, arguments: tuple) -> Count:
    """What ``kernel(*arguments)`` takes in each lane, of random integers too.

    Operations are additions, multiplications, divisions and roots; a fused multiplication and addition are
    two. ``arguments`` are those of ``Batch.arguments`` for packs of one lane; the arrays are changed.
    """
    return count(kernel, arguments, {}, "fu")


def count(function: Callable, arguments: Sequence[Any], more: Mapping[str, Any], kinds: str = "f") -> Count:
    """What ``function(*arguments, **more)`` takes: arrays [rows, 1 lane], or ``ArrayRows`` of them.

    Arithmetic is followed from the arrays of these ``kinds``: "f" is real, "u" unsigned.
    """
    counter = _Counter()
    counted = [_held(counter, one, kinds) for one in arguments]
    with mock.patch.object(memory, "np", counter), np.errstate(all="ignore"):
        function(*counted, **{name: _held(counter, one, kinds) for name, one in more.items()})
    return Count(counter.operations, counter.accesses, counter.work)


def _held(counter: _Counter, value: Any, kinds: str) -> Any:
    if isinstance(value, memory.ArrayRows):
        return memory.ArrayRows(_held(counter, value.array, kinds))
    return counter.held(value) if isinstance(value, np.ndarray) and value.dtype.kind in kinds else value
