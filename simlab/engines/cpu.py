"""The CPU engine: runs of packs on a pool of threads, a stretch of steps at a time.

Kernels release the interpreter lock and return after a short stretch, so progress, Ctrl-C and checkpoints
cost nothing inside them. How the work is cut changes no bit of any result.
"""

from __future__ import annotations

import math
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from simlab.engines.batch import Batch
from simlab.engines.stopping import Stop, work_alone, work_together
from simlab.kernels.build import load_kernel
from simlab.kernels.program import Program
from simlab.kernels.room import heap_rows

CALL_SECONDS = 0.05  # how long one kernel call should take
FIRST_CALL = 2_000_000  # lane-steps of the first call of a kernel: a few milliseconds at most
FIRST_SECONDS = 1e-3  # for which it is taken before it was measured: what a quick kernel needs
WAKE_SECONDS = 1e-3  # of work for which another thread is worth waking
TASK_SECONDS = 1e-4  # of the smallest task: a smaller one would cost more to hand out than to run
TASK_PACKS = 8  # of it, which go through time together; a pack of networks goes alone
LOOK_PACKS = 16  # that a thread looks at in one call
STACK_BYTES = 1 << 29  # of a thread: a kernel's rows lie there, matrices too; address space, not memory
LARGE_BYTES = 1 << 18  # rows of one pack beyond which only such a stack is sure to hold them

_speeds: dict[Callable, float] = {}  # lane-steps a second of each kernel, from its last call
_totals: dict[str, tuple[int, float]] = {}  # by kernel: lane-steps of whole packs in all calls, and seconds
_counting = threading.Lock()


class Speed(NamedTuple):
    """``lane_steps`` a second of a thread's processor time, padding included, over so many ``seconds``."""

    lane_steps: float
    seconds: float


def speed_of(name: str) -> Speed | None:
    """The speed of the kernel in the module ``name`` over all its calls; ``None`` if there was none."""
    lane_steps, seconds = _totals.get(name, (0, 0.0))
    return Speed(lane_steps / seconds, seconds) if seconds else None


def taken_speed(name: str) -> Speed | None:
    """The same, of the calls since it was last taken: another run of the kernel has a speed of its own."""
    with _counting:
        speed = speed_of(name)
        _totals.pop(name, None)
    return speed


def _count(kernel: Callable, lane_steps: int, seconds: float) -> None:
    with _counting:
        before = _totals.get(kernel.__module__, (0, 0.0))
        _totals[kernel.__module__] = before[0] + lane_steps, before[1] + seconds


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
    stop = Stop(seconds)
    small = sum(batch.remaining / _speed(batch) for batch in batches) < WAKE_SECONDS
    alone = small and not any(_is_large(batch) for batch in batches)
    work = partial(_work, deque(_tasks(batches, 1 if alone else threads)), advanced, stop)
    if alone:
        work_alone(work, stop)
    else:
        work_together(work, threads, _pool(threads), stop)
    return all(batch.remaining == 0 for batch in batches)


@cache
def _pool(threads: int) -> ThreadPoolExecutor:
    """Threads that stay, asleep between two runs: starting them takes as long as a small run."""
    threading.stack_size(STACK_BYTES)
    return ThreadPoolExecutor(threads, thread_name_prefix="simlab")


def _is_large(batch: Batch) -> bool:
    """Whether a kernel may need more stack than the main thread has; it may work on a Hessian."""
    rows = len(batch.state) + batch.program.dimension**2
    return rows * batch.width * batch.state.itemsize > LARGE_BYTES


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_pool.cache_clear)  # a child process has no threads but its own


def look(
    batch: Batch,
    threads: int,
    advanced: Callable[[int], None] = lambda lanes: None,
    packs: int = LOOK_PACKS,
) -> None:
    """Record what is due at the starting points of a batch whose program takes no step.

    ``advanced`` hears of the lanes that are done; ``packs`` is how many a thread takes at once.

    Raises
    ------
    Interrupted
        On Ctrl-C.
    """
    kernel, stop = load_kernel(batch.program, batch.width), Stop()
    packs = 1 if batch.tables else packs
    tasks = deque((first, min(first + packs, batch.blocks)) for first in range(0, batch.blocks, packs))

    def work() -> None:
        while not stop.is_set():
            try:
                first, last = tasks.popleft()
            except IndexError:
                return
            began = time.thread_time()
            kernel(*batch.arguments(first, last, 0, 0))
            _count(kernel, (last - first) * batch.width, time.thread_time() - began)
            advanced(min(last * batch.width, batch.lanes) - first * batch.width)

    work_together(work, threads, _pool(threads), stop)


def _tasks(batches: list[Batch], threads: int) -> Iterator[tuple[Batch, Callable, int, int]]:
    """``(batch, kernel, first pack, last pack)``: large tasks first, small ones to end together."""
    for batch in batches:
        kernel = load_kernel(batch.program, batch.width)
        smallest = _smallest(batch)
        changes = np.flatnonzero(np.diff(batch.position)) + 1  # packs that are at another step than the last
        for first, end in pairwise([0, *changes.tolist(), batch.blocks]):
            while first < end:
                share = (batch.blocks - first) // (2 * threads)
                size = max(smallest, share) if threads > 1 else batch.blocks
                last = min(first + size, end)
                yield batch, kernel, first, last
                first = last


def _first_call(batch: Batch) -> int:
    """Lane-steps of the first call of a kernel; a step of a network works through all its rows."""
    return max(1, FIRST_CALL // max(1, heap_rows(batch.program)))


def _speed(batch: Batch) -> float:
    """Lane-steps a second of a thread, by the last call or, before one, as of a quick kernel."""
    kernel = load_kernel(batch.program, batch.width)
    return _speeds.get(kernel) or _first_call(batch) / FIRST_SECONDS


def _smallest(batch: Batch) -> int:
    """Packs of the smallest task."""
    if batch.program.is_network:
        return 1
    steps = max(1, batch.steps - int(batch.position.min()))
    return max(TASK_PACKS, math.ceil(TASK_SECONDS * _speed(batch) / (batch.width * steps)))


def most_tasks(program: Program, packs: int, seconds: float) -> int:
    """Tasks that so many packs make at most, which would take one thread so long."""
    if program.is_network:
        return packs
    return min(-(-packs // TASK_PACKS), max(1, int(seconds / TASK_SECONDS)))


def _work(tasks: deque, advanced: Callable, stop: Stop) -> None:
    """One task after another until none is left."""
    while not stop.is_set():
        try:
            batch, kernel, first, last = tasks.popleft()
        except IndexError:
            return
        _advance(batch, kernel, first, last, advanced, stop)


def _advance(batch: Batch, kernel: Callable, first: int, last: int, advanced: Callable, stop: Stop) -> None:
    """One task: its packs through all remaining steps, in calls of about ``CALL_SECONDS``."""
    lanes = min(last * batch.width, batch.lanes) - first * batch.width
    step = int(batch.position[first])
    while step < batch.steps and not stop.is_set():
        work = CALL_SECONDS * _speeds[kernel] if kernel in _speeds else _first_call(batch)
        until = min(batch.unchanged_until(step), step + max(1, int(work / lanes)))
        began, worked = time.perf_counter(), time.thread_time()
        kernel(*batch.arguments(first, last, step, until))
        elapsed, worked = time.perf_counter() - began, time.thread_time() - worked
        batch.position[first:last] = until
        _speeds[kernel] = lanes * (until - step) / max(elapsed, 1e-6)
        _count(kernel, (last - first) * batch.width * (until - step), worked)
        advanced(lanes * (until - step))
        step = until
