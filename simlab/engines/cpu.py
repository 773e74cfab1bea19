"""The CPU engine: blocks of lanes on a pool of threads, a stretch of steps at a time.

Kernels release the interpreter lock and return after a short stretch, so progress, Ctrl-C and checkpoints
cost nothing inside them. How the work is cut changes no bit of any result.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from simlab.engines import Interrupted
from simlab.engines.batch import Batch
from simlab.kernels.build import load_kernel

CALL_SECONDS = 0.05  # how long one kernel call should take
FIRST_CALL = 2_000_000  # lane-steps of a task's first call: a few milliseconds at most
TASKS_PER_THREAD = 8


class _Stop(threading.Event):
    """Set by whoever ends the run, or by the clock."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._deadline = time.monotonic() + seconds

    def is_set(self) -> bool:
        """Whether running tasks should end after their present call."""
        return super().is_set() or time.monotonic() >= self._deadline


def run(
    batches: list[Batch],
    threads: int,
    advanced: Callable[[int], None] = lambda lane_steps: None,
    seconds: float = math.inf,
) -> bool:
    """Take every batch from its position to its last step, on ``threads`` threads. See ``engines.choose``.

    Raises
    ------
    Interrupted
        On Ctrl-C, after the running kernel calls have returned.
    """
    stop = _Stop(seconds)
    if sum(batch.remaining for batch in batches) < FIRST_CALL:
        for task in _tasks(batches, 1, advanced, stop):  # starting threads would take longer than the work
            _advance(*task)
    else:
        try:
            _run_on_threads(_tasks(batches, threads * TASKS_PER_THREAD, advanced, stop), threads, stop)
        except KeyboardInterrupt:  # threads are never interrupted within a call
            raise Interrupted from None
    return all(batch.remaining == 0 for batch in batches)


def _run_on_threads(tasks: list[tuple], threads: int, stop: _Stop) -> None:
    """All tasks on a pool; when one fails, or Ctrl-C comes, the others stop after their running call."""
    with ThreadPoolExecutor(threads) as pool:
        try:
            for future in [pool.submit(_advance, *task) for task in tasks]:
                future.result()
        except BaseException:
            stop.set()
            pool.shutdown(wait=True, cancel_futures=True)
            raise


def _tasks(batches: list[Batch], pieces: int, advanced: Callable, stop: _Stop) -> list[tuple]:
    """The arguments of ``_advance`` for every run of blocks."""
    return [
        (batch, load_kernel(batch.program, batch.width), first, last, advanced, stop)
        for batch in batches
        for first, last in _ranges(batch, pieces)
    ]


def _ranges(batch: Batch, pieces: int) -> list[tuple[int, int]]:
    """About ``pieces`` runs of neighbouring blocks, each at one step."""
    size = -(-batch.blocks // pieces)
    ranges, first = [], 0
    while first < batch.blocks:
        last = first + 1
        while last < min(first + size, batch.blocks) and batch.position[last] == batch.position[first]:
            last += 1
        ranges.append((first, last))
        first = last
    return ranges


def _advance(batch: Batch, kernel: Callable, first: int, last: int, advanced: Callable, stop: _Stop) -> None:
    """One task: its blocks through all remaining steps, in calls of about ``CALL_SECONDS``."""
    lanes = min(last * batch.width, batch.lanes) - first * batch.width
    step, stretch = int(batch.position[first]), max(1, FIRST_CALL // lanes)
    while step < batch.steps and not stop.is_set():
        until = min(batch.steps, step + stretch)
        began = time.perf_counter()
        kernel(*batch.arguments(first, last, step, until))
        elapsed = time.perf_counter() - began
        batch.position[first:last] = until
        advanced(lanes * (until - step))
        step = until
        stretch = max(1, int(stretch * min(8.0, CALL_SECONDS / max(elapsed, 1e-6))))
