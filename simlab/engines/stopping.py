"""Work on threads that ends between two calls of a kernel, never within one: by the clock, or by Ctrl-C."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from concurrent.futures import Executor, wait

from simlab.engines import Interrupted
from simlab.interrupts import interrupts_wait

_LOOK_SECONDS = 0.1  # between two looks at what signals have come


class Stop:
    """Asked for by whoever ends the work, or by the clock; no lock, for which a signal would wait in vain."""

    def __init__(self, seconds: float = math.inf) -> None:
        self._asked, self._deadline = False, time.monotonic() + seconds

    def ask(self) -> None:
        """Have running work end after its present call."""
        self._asked = True

    def is_set(self) -> bool:
        """Whether running work should end after its present call."""
        return self._asked or time.monotonic() >= self._deadline


def work_alone(work: Callable[[], None], stop: Stop) -> None:
    """Do ``work`` on this thread.

    Raises
    ------
    Interrupted
        On Ctrl-C, after the running call has returned.
    """
    try:
        with interrupts_wait(stop.ask):
            work()
    except KeyboardInterrupt:
        raise Interrupted from None


def work_together(work: Callable[[], None], threads: int, pool: Executor, stop: Stop) -> None:
    """Do ``work`` on ``threads`` threads of ``pool``; if one fails, the others end after their present call.

    Nobody is at work when this returns.

    Raises
    ------
    Interrupted
        On Ctrl-C, after the running calls have returned.
    """

    def one() -> None:
        try:
            work()
        except BaseException:
            stop.ask()
            raise

    def together() -> None:
        running = [pool.submit(one) for _ in range(threads)]
        while wait(running, _LOOK_SECONDS).not_done:
            pass  # a signal that came just before the wait is seen after it
        for done in running:
            done.result()

    work_alone(together, stop)
