"""The CUDA engine: chunks of lanes that fit the GPU's memory, a stretch of steps a launch.

Two chunks are under way, each on a stream of its own: one is copied while the other computes. A launch ends
after a fraction of a second, so displays stay alive, and progress, Ctrl-C and checkpoints cost nothing; if a
step of all lanes of a chunk takes longer than that, the lanes go in parts. How the work is cut changes no bit
of any result, and what a CPU began a GPU may end, or the other way round.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from simlab.engines import pace
from simlab.engines.batch import Batch
from simlab.engines.device_chunk import (
    MEMORY_SHARE,
    DeviceChunk,
    Launcher,
    Shared,
    launcher_of,
    shared_arrays,
)
from simlab.engines.pace import Load, load_of
from simlab.engines.stopping import Stop, work_together
from simlab.errors import DeviceError
from simlab.kernels.build import load_kernel, signature_of
from simlab.lanes import device

MOST_LOCAL = 512 * 1024  # bytes of local memory that CUDA gives a thread
CHUNK_LANES = 1 << 20  # lanes of a chunk at most: more than any GPU runs at once
TOGETHER = 2  # chunks under way

_speeds: dict[Callable, float] = {}  # lane-steps a second of each kernel, when it last took a step


def speed_of(kernel: Callable) -> float | None:
    """Lane-steps a second of ``kernel`` when it last took a step; ``None`` if it has taken none."""
    return _speeds.get(kernel)


def run(
    batches: list[Batch],
    threads: int = 1,
    advanced: Callable[[int], None] = lambda lane_steps: None,
    seconds: float = math.inf,
) -> bool:
    """Take every batch from its position to its last step; ``threads`` is ignored. See ``engines.choose``.

    Raises
    ------
    Interrupted
        On Ctrl-C, after the running launches have ended and their chunks are back.
    DeviceError
        If the GPU or its driver fails, with its message; chunks that were finished keep their results.
    """
    stop = Stop(seconds)
    _on_its_thread(_chunks(batches, advanced, stop), stop)
    return all(batch.remaining == 0 for batch in batches)


def look(batch: Batch, threads: int = 1, advanced: Callable[[int], None] = lambda lanes: None) -> None:
    """Record what is due at the starting points of a batch whose program takes no step.

    ``advanced`` hears of the lanes that are done; ``threads`` is ignored.

    Raises
    ------
    Interrupted, DeviceError
        As ``run``.
    """
    stop = Stop()
    _on_its_thread(_glances(batch, advanced), stop)


def _on_its_thread(waiting: Iterator[Iterator[None]], stop: Stop) -> None:
    """The work of ``_work`` on one thread, while this one hears Ctrl-C."""
    with ThreadPoolExecutor(1, thread_name_prefix="simlab-cuda") as pool:
        work_together(partial(_work, waiting, stop), 1, pool, stop)


def _work(waiting: Iterator[Iterator[None]], stop: Stop) -> None:
    """All chunks, ``TOGETHER`` at a time: each in turn is given its next work while the others do theirs."""
    with device.failures_told("; what was finished is kept"):
        running: deque[Iterator[None]] = deque()
        while True:
            while len(running) < TOGETHER and not stop.is_set() and (life := next(waiting, None)):
                running.append(life)
            if not running:
                return
            life = running.popleft()
            if next(life, StopIteration) is None:
                running.append(life)


def _chunks(batches: list[Batch], advanced: Callable, stop: Stop) -> Iterator[Iterator[None]]:
    """The life of every chunk of every batch, in order."""
    for batch in batches:
        launcher = launcher_of(batch, load_kernel(batch.program, batch.width, "cuda"))
        shared = shared_arrays(batch)
        for first, last in pieces(batch, _most_blocks(batch, launcher)):
            yield _life(batch, launcher, shared, first, last, advanced, stop)


def pieces(batch: Batch, most: int) -> Iterator[tuple[int, int]]:
    """``(first, last)`` blocks of each chunk: ``most`` at most, all at the same step."""
    first = 0
    while first < batch.blocks:
        last = min(first + most, batch.blocks)
        elsewhere = (batch.position[first:last] != batch.position[first]).nonzero()[0]
        last = first + int(elsewhere[0]) if len(elsewhere) else last
        if batch.position[first] < batch.steps:
            yield first, last
        first = last


def _most_blocks(batch: Batch, launcher: Launcher) -> int:
    """Blocks of a chunk so large that ``TOGETHER`` of them fit the free memory, beside the threads' own."""
    each = device.local_bytes(launcher.kernel, signature_of(batch.program))
    if each > MOST_LOCAL:
        raise DeviceError(
            f"{batch.program.title()} needs {each / 1024:.0f} KiB of memory for each thread, of which a GPU "
            f"has {MOST_LOCAL // 1024}: use --device cpu"
        )
    own = each * device.resident_threads() + TOGETHER * launcher.scratch_bytes
    return most_blocks(batch, MEMORY_SHARE * device.free_bytes(), own)


def most_blocks(batch: Batch, budget: float, own: float = 0.0) -> int:
    """Blocks of a chunk, of which ``TOGETHER`` fit ``budget`` bytes beside the threads' ``own``.

    Raises
    ------
    DeviceError
        If not even one fits.
    """
    lanes = min(CHUNK_LANES, (budget - own) / TOGETHER / batch.bytes_per_lane)
    if lanes < batch.width:
        needed = TOGETHER * batch.width * batch.bytes_per_lane
        raise DeviceError(
            f"the GPU has {budget / 1e9:.2f} GB to spare, its threads need {own / 1e9:.2f} GB to work in, "
            f"and {batch.width} trajectories with their records {needed / 1e9:.2f} GB: record less often, or "
            "use --device cpu"
        )
    return int(lanes) // batch.width


def _life(
    batch: Batch, launcher: Launcher, shared: Shared, first: int, last: int, advanced: Callable, stop: Stop
) -> Iterator[None]:
    """One chunk from its present step on; it yields whenever the GPU has something to do for it."""
    kernel, chunk = launcher.kernel, DeviceChunk(batch, launcher, shared, first, last)
    lanes = min(last * batch.width, batch.lanes) - first * batch.width
    load, step = load_of(batch), int(batch.position[first])
    yield
    while step < batch.steps and not stop.is_set():
        until, began = load.until(step, pace.allowed(kernel) / chunk.lanes), time.perf_counter()
        yield from _launches(chunk, kernel, load, step, until)
        _speeds[kernel] = lanes * (until - step) / max(time.perf_counter() - began, 1e-6)
        advanced(lanes * (until - step))
        step = until
    chunk.send_back()
    yield
    chunk.bring_back(step)


def _launches(chunk: DeviceChunk, kernel: Callable, load: Load, start: int, stop: int) -> Iterator[None]:
    """The steps ``[start, stop)`` of all lanes, so many at a time as one launch may take."""
    first, numbers = 0, load.between(start, stop)
    while first < chunk.lanes:
        last = min(first + max(1, int(pace.allowed(kernel) / numbers)), chunk.lanes)
        began = time.perf_counter()
        chunk.launch(start, stop, first, last)
        yield
        chunk.wait()
        pace.learn(kernel, (last - first) * numbers, time.perf_counter() - began)
        first = last


def _glances(batch: Batch, advanced: Callable) -> Iterator[Iterator[None]]:
    """The life of every chunk of a batch that stands still, each as much as one launch should take."""
    launcher = launcher_of(batch, load_kernel(batch.program, batch.width, "cuda"))
    shared, most = shared_arrays(batch), _most_blocks(batch, launcher)
    load, first = load_of(batch), 0
    while first < batch.blocks:
        lanes = pace.allowed(launcher.kernel) / load.between(0, 0)
        last = min(first + min(most, max(1, int(lanes) // batch.width)), batch.blocks)
        yield _glance(batch, launcher, shared, load, first, last, advanced)
        first = last


def _glance(
    batch: Batch, launcher: Launcher, shared: Shared, load: Load, first: int, last: int, advanced: Callable
) -> Iterator[None]:
    """One chunk that is recorded as it is."""
    chunk = DeviceChunk(batch, launcher, shared, first, last)
    yield
    yield from _launches(chunk, launcher.kernel, load, 0, 0)
    chunk.send_back()
    yield
    chunk.bring_back(0)
    advanced(min(last * batch.width, batch.lanes) - first * batch.width)
