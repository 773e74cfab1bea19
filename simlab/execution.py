"""From a plan to labelled results: compile, run chunk after chunk, keep what is finished."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

import xarray as xr

from simlab.choosing import choose_engine
from simlab.costs import record
from simlab.engines import Engine, Interrupted
from simlab.engines.batch import Batch
from simlab.errors import DeviceError
from simlab.interrupts import interrupts_wait
from simlab.kernels.build import compile_all, load_kernel
from simlab.kernels.packs import width_of
from simlab.landscapes.survey import with_landscapes
from simlab.plan import Plan
from simlab.plan.chunks import Chunk
from simlab.progress import Progress
from simlab.results.checkpoint import save_checkpoint
from simlab.results.collect import outcome_of, start_points
from simlab.results.dataset import Outcome
from simlab.results.manifest import Timings
from simlab.settings import Reporter, Settings

CHECKPOINT_SECONDS = 60.0
CHECKPOINT_SHARE = 0.02  # of the time, at most, goes into checkpoints
WIDEST = 8192  # lanes that plain Python takes at once, where nothing is kept: a call costs more than they do


def execute(
    plan: Plan,
    settings: Settings,
    reporter: Reporter,
    folder: Path | None = None,
    engine: Engine | None = None,
) -> tuple[xr.Dataset, Timings]:
    """The results of ``plan`` and the time they took; ``folder`` is where chunks are kept, if anywhere.

    The ``engine`` is that of ``settings`` unless given.

    Raises
    ------
    Interrupted
        On Ctrl-C; ``folder`` then holds all chunks that were finished, and a checkpoint of those that were
        not, from which the same command goes on to the same bits.
    UsageError
        If that checkpoint cannot be used, and ``settings.resume`` insists.
    """
    engine = engine or choose_engine(plan, settings.device, settings.threads)
    device = engine.name
    progress = Progress(plan, folder, settings)
    nothing = settings.resume and not progress.begun
    reporter.stage("nothing to resume: compiling" if nothing else "compiling")
    began = time.perf_counter()
    distributed = settings.engine == "dask" and folder is not None
    built = 0 if distributed or device == "reference" else _compile(device, progress, settings.threads)
    compiled = time.perf_counter()
    reporter.stage("running", progress.remaining())
    widest = WIDEST if device == "reference" and folder is None else None
    advance = partial(engine.run, threads=settings.threads, advanced=reporter.advance)
    try:
        if distributed:
            from simlab.cluster.client import distribute  # Dask is large, and seldom wanted

            distribute(progress, settings, reporter)
        for wave in plan.waves():
            missing, since = progress.missing(wave), time.perf_counter()
            fresh = _run(missing, advance, progress, widest)
            seconds = time.perf_counter() - since
            with interrupts_wait():  # what is kept is never left half done
                progress.finish(wave, fresh, seconds, _facts(device))
            fresh.clear()  # its arrays go before those of the next wave come
    except Interrupted:
        raise
    except KeyboardInterrupt:
        if folder is None:
            raise
        raise _interrupted(progress) from None
    results, seconds = progress.dataset(), 0.0
    if plan.scenario.landscapes:
        since = time.perf_counter()
        results = with_landscapes(plan, results, engine, settings.threads, reporter)
        seconds = time.perf_counter() - since
    if not distributed:
        each = (compiled - began) * min(settings.threads, built) / built if built else None
        with suppress(OSError):  # of a store that is full or not ours: only the next estimate is the worse
            _remember(device, plan, each)
    return results, Timings(compiled - began, progress.seconds + seconds, 0.0)


def _compile(device: str, progress: Progress, threads: int) -> int:
    """Have every kernel that is needed; how many had to be compiled."""
    targets = [(*kernel, device) for kernel in progress.kernels(width_of)]
    built = compile_all(targets, threads)
    for target in targets:
        load_kernel(*target)
    return built


def _run(
    chunks: Sequence[Chunk], advance: Callable, progress: Progress, widest: int | None
) -> list[tuple[Chunk, Outcome]]:
    """Take ``chunks`` to their last step, in packs up to ``widest`` if given: what came of each."""
    running, starts = [], []
    for chunk in chunks:
        wide = min(widest, chunk.lanes) if widest else None
        batch = progress.plan.batch(chunk, wide or progress.width(chunk))
        starts.append(start_points(batch))
        progress.restore(chunk, batch)
        running.append((chunk, batch))
    if running:
        _advance_safely(partial(advance, [batch for _, batch in running]), running, progress)
    return [
        (chunk, outcome_of(progress.plan, batch, start, chunk))
        for (chunk, batch), start in zip(running, starts, strict=True)
    ]


def _advance_safely(
    advance: Callable[..., bool], running: Sequence[tuple[Chunk, Batch]], progress: Progress
) -> None:
    """Run to the end; save now and then, on Ctrl-C, and when the device fails."""
    if progress.folder is None:
        advance()
        return
    offset = progress.spent(chunk for chunk, _ in running) - time.perf_counter()
    batches = {progress.key(chunk): batch for chunk, batch in running}
    pause = CHECKPOINT_SECONDS
    try:
        while not advance(seconds=pause):
            began = time.perf_counter()
            save_checkpoint(progress.folder, batches, offset + began)
            pause = max(CHECKPOINT_SECONDS, (time.perf_counter() - began) / CHECKPOINT_SHARE)
    except Interrupted:
        save_checkpoint(progress.folder, batches, offset + time.perf_counter())
        raise _interrupted(progress, running) from None
    except DeviceError:
        save_checkpoint(progress.folder, batches, offset + time.perf_counter())
        raise


def _remember(device: str, plan: Plan, compile_s: float | None) -> None:
    """How fast the kernels have been, for the next estimate; ``compile_s`` is what one took, if any did."""
    if device == "cpu":
        record(plan, compile_s)
    elif device == "cuda":
        from simlab import gpu_costs  # imports numba-cuda

        gpu_costs.record(plan, compile_s)


def _facts(device: str) -> dict[str, object]:
    return {"device": device, "host": socket.gethostname(), "pid": os.getpid()}


def _interrupted(progress: Progress, running: Sequence[tuple[Chunk, Batch]] = ()) -> Interrupted:
    share = 1.0 - progress.remaining(running) / progress.plan.trajectory_steps
    done = f"{100 * share:.0f} % of the steps"
    return Interrupted(f"interrupted after {done}; the same command with --resume goes on from there")
