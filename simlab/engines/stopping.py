"""Work on threads that ends between two calls of a kernel, never within one: by the clock, or by Ctrl-C."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor

from simlab.engines import Interrupted

_LOOK_SECONDS = 0.001  # between two looks at whether the running calls have returned


class Stop:
    """Asked for by whoever ends the work, or by the clock; without a lock: Ctrl-C could leave it closed."""

    def __init__(self, seconds: float = math.inf) -> None:
        self._asked, self._deadline = False, time.monotonic() + seconds

    def ask(self) -> None:
        """Have running work end after its present call."""
        self._asked = True

    def is_set(self) -> bool:
        """Whether running work should end after its present call."""
        return self._asked or time.monotonic() >= self._deadline


def work_together(work: Callable[[], None], threads: int, pool: Executor, stop: Stop) -> None:
    """Do ``work`` on ``threads`` threads of ``pool``; if one fails, the others end after their present call.

    Ctrl-C reaches the main thread only, at any moment, even between two of these lines: who is at work is
    therefore kept by the threads themselves, and nobody is when this returns.

    Raises
    ------
    Interrupted
        On Ctrl-C, after the running calls have returned.
    """
    working: set[int] = set()

    def one() -> None:
        working.add(threading.get_ident())  # first: whoever asks to stop afterwards waits for this thread
        try:
            if not stop.is_set():
                work()
        finally:
            working.discard(threading.get_ident())

    try:
        for future in [pool.submit(one) for _ in range(threads)]:
            future.result()
    except KeyboardInterrupt:
        _settle(working, stop)
        raise Interrupted from None
    except BaseException:
        _settle(working, stop)
        raise


def _settle(working: set[int], stop: Stop) -> None:
    """Wait until nobody is at work, however often Ctrl-C is pressed: a call takes moments."""
    while True:
        try:
            stop.ask()
            while working:
                time.sleep(_LOOK_SECONDS)
            return
        except KeyboardInterrupt:
            continue
