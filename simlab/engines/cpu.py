"""The CPU engine: blocks of lanes on a pool of threads, a stretch of steps at a time.

Kernels release the interpreter lock and return after a short stretch, so progress, Ctrl-C and checkpoints
cost nothing inside them. How the work is cut changes no bit of any result.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from simlab.engines.batch import Batch
from simlab.kernels.build import load_kernel

CALL_SECONDS = 0.05  # how long one kernel call should take
FIRST_CALL = 2_000_000  # lane-steps of a task's first call: a few milliseconds at most
TASKS_PER_THREAD = 8


class Interrupted(KeyboardInterrupt):
    """The user stopped the run; every batch is consistent and can go on from its ``position``."""


def default_threads() -> int:
    """Number of processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run(
    batches: list[Batch], threads: int, advanced: Callable[[int], None] = lambda lane_steps: None
) -> None:
    """Take every batch from its position to its last step.

    Parameters
    ----------
    batches : changed in place.
    threads : number of worker threads.
    advanced : called with the lane-steps done since its last call, from any thread.

    Raises
    ------
    Interrupted
        On Ctrl-C, after the running kernel calls have returned.
    """
    remaining = sum((batch.steps - int(batch.position.min())) * batch.lanes for batch in batches)
    try:
        if remaining < FIRST_CALL:  # starting threads would take longer than the work
            for task in _tasks(batches, 1, advanced):
                _advance(*task, threading.Event())
        else:
            _run_on_threads(_tasks(batches, threads, advanced), threads)
    except KeyboardInterrupt:
        raise Interrupted from None


def _run_on_threads(tasks: list[tuple], threads: int) -> None:
    """All tasks on a pool; when one fails, or Ctrl-C comes, the others stop after their running call."""
    stop = threading.Event()
    with ThreadPoolExecutor(threads) as pool:
        futures = [pool.submit(_advance, *task, stop) for task in tasks]
        try:
            for future in futures:
                future.result()
        except BaseException:
            stop.set()
            for future in futures:
                future.cancel()
            raise


def _tasks(batches: list[Batch], threads: int, advanced: Callable[[int], None]) -> list[tuple]:
    """``(batch, kernel, first block, last block, advanced)`` for every run of blocks."""
    return [
        (batch, load_kernel(batch.program, batch.width), first, last, advanced)
        for batch in batches
        for first, last in _ranges(batch, threads)
    ]


def _ranges(batch: Batch, threads: int) -> list[tuple[int, int]]:
    """Runs of neighbouring blocks at the same step, small enough to keep every thread busy."""
    size = max(1, batch.blocks // (threads * TASKS_PER_THREAD))
    ranges, first = [], 0
    while first < batch.blocks:
        last = first + 1
        while last < min(first + size, batch.blocks) and batch.position[last] == batch.position[first]:
            last += 1
        ranges.append((first, last))
        first = last
    return ranges


def _advance(
    batch: Batch, kernel: Callable, first: int, last: int, advanced: Callable, stop: threading.Event
) -> None:
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
