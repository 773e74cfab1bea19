"""How many floating-point operations a step takes: the kernel as plain Python over arrays that count."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from unittest import mock

import numpy as np

from simlab.lanes import memory

_COUNTED = {np.add, np.subtract, np.multiply, np.divide, np.sqrt}


class _Counter:
    """Arrays of the reference, as ``numpy`` would make them, whose arithmetic is counted."""

    def __init__(self) -> None:
        self.operations = 0
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

        self.counting = _as

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
    counter = _Counter()
    counted = [counter.counting(one) if _is_lanes(one) else one for one in arguments]
    with mock.patch.object(memory, "np", counter), np.errstate(all="ignore"):
        kernel(*counted)
    return counter.operations


def _is_lanes(value: Any) -> bool:
    return isinstance(value, np.ndarray) and value.dtype.kind == "f"
