"""How many floating-point operations a step takes: the kernel as plain Python over arrays that count.

Beside the arithmetic, what is read from the caller's arrays and written to them: in machine code these are
the loads and stores, while rows on the stack are registers, or as near.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from unittest import mock

import numpy as np

from simlab.lanes import memory

_COUNTED = {np.add, np.subtract, np.multiply, np.divide, np.sqrt}


@dataclass(frozen=True)
class Count:
    """In each lane: ``operations`` of floating point, and ``accesses`` to the arrays that were handed in."""

    operations: int
    accesses: int


class _Counter:
    """Arrays of the reference, as ``numpy`` would make them, whose arithmetic is counted."""

    def __init__(self) -> None:
        self.operations = self.accesses = 0
        counter = self

        class Counted(np.ndarray):
            def __array_ufunc__(self, ufunc, method, *inputs, out=None, **more):
                plain = [np.asarray(one) for one in inputs]
                result = getattr(ufunc, method)(*plain, **more)
                if any(one.dtype.kind == "f" for one in plain):
                    counter.operations += 1 if ufunc in _COUNTED else 2 * (ufunc.nin == 3)
                return _as(result)

            def __array_function__(self, function, types, arguments, more):
                plain = [np.asarray(one) if isinstance(one, np.ndarray) else one for one in arguments]
                return _as(function(*plain, **more))

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


def count_operations(kernel: Callable, arguments: tuple) -> int:
    """Additions, multiplications, divisions and roots of ``kernel(*arguments)`` in each lane.

    A fused multiplication and addition are two. ``arguments`` are those of ``Batch.arguments`` for packs of
    one lane; the arrays are changed.
    """
    return count(kernel, arguments, {}).operations


def count(function: Callable, arguments: Sequence[Any], more: Mapping[str, Any]) -> Count:
    """What ``function(*arguments, **more)`` takes: arrays [rows, 1 lane], or ``ArrayRows`` of them."""
    counter = _Counter()
    counted = [_held(counter, one) for one in arguments]
    with mock.patch.object(memory, "np", counter), np.errstate(all="ignore"):
        function(*counted, **{name: _held(counter, one) for name, one in more.items()})
    return Count(counter.operations, counter.accesses)


def _held(counter: _Counter, value: Any) -> Any:
    if isinstance(value, memory.ArrayRows):
        return memory.ArrayRows(_held(counter, value.array))
    return counter.held(value) if _is_lanes(value) else value


def _is_lanes(value: Any) -> bool:
    return isinstance(value, np.ndarray) and value.dtype.kind == "f"
