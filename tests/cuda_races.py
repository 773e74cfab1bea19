"""On numba-cuda's simulator: does a thread touch what another has written since both last waited?

A barrier that is missing changes no bit in a simulator that happens to run its threads in a good order. So
every access to the memory of a block is noted, and two by different threads between the same two barriers,
of which one writes, are a race.
"""

from __future__ import annotations

import sys
import threading
from contextlib import ExitStack, contextmanager
from unittest import mock

from numba.cuda.simulator import kernel

from simlab.lanes import heap, memory


class Accesses:
    """Who has read and who has written each address of a block's memory since the last barrier."""

    def __init__(self) -> None:
        self.races: set[str] = set()
        self._seen: dict[int, dict[tuple, tuple[int, bool]]] = {}
        self._lock = threading.Lock()

    def note(self, rows: memory.ArrayRows, index: int, writes: bool) -> None:
        """One access of the running thread; of no interest unless it is to the memory of the block."""
        thread, context = threading.current_thread(), kernel._get_kernel_context()
        if context is None or not isinstance(thread, kernel.BlockThread):
            return
        shared = context.shared._dynshared
        address = rows.array.__array_interface__["data"][0] + index * rows.array.strides[0]
        offset = address - shared.__array_interface__["data"][0]
        if not 0 <= offset < shared.size:
            return
        me, now = (thread.blockIdx.x, thread.threadIdx.x), getattr(thread, "barriers", 0)
        with self._lock:
            seen = self._seen.setdefault(offset, {})
            for other, (then, wrote) in seen.items():
                if other[0] == me[0] and other != me and then == now and (wrote or writes):
                    frame = sys._getframe(2)
                    self.races.add(f"{frame.f_code.co_name}:{frame.f_lineno}")
            then, wrote = seen.get(me, (-1, False))
            seen[me] = now, writes or (wrote and then == now)


@contextmanager
def watched(barriers: bool = True):
    """The ``Accesses`` of what runs meanwhile; without ``barriers`` no thread waits for another."""
    found, wait = Accesses(), kernel.BlockThread.syncthreads

    class Watched(memory.ArrayRows):
        def __getitem__(self, index):
            found.note(self, index, writes=False)
            return super().__getitem__(index)

        def __setitem__(self, index, value):
            found.note(self, index, writes=True)
            super().__setitem__(index, value)

    def counted(thread) -> None:
        if barriers:
            wait(thread)
            thread.barriers = getattr(thread, "barriers", 0) + 1

    before = sys.getswitchinterval()
    with ExitStack() as stack:
        for module in (memory, heap):
            stack.enter_context(mock.patch.object(module, "ArrayRows", Watched))
        stack.enter_context(mock.patch.object(kernel.BlockThread, "syncthreads", counted))
        stack.callback(sys.setswitchinterval, before)
        sys.setswitchinterval(1e-5)  # seconds: threads take turns often
        yield found
