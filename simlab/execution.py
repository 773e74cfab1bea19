"""From a plan to labelled results: compile, run, and keep what it takes to go on after an interruption."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import xarray as xr

from simlab import engines
from simlab.engines import Interrupted
from simlab.engines.batch import Batch
from simlab.kernels.build import compile_all, load_kernel
from simlab.plan import Plan
from simlab.results.checkpoint import checkpoint_widths, load_checkpoint, save_checkpoint
from simlab.results.collect import collect, start_points
from simlab.results.manifest import Timings
from simlab.settings import Reporter, Settings

CHECKPOINT_SECONDS = 60.0
CHECKPOINT_SHARE = 0.02  # of the time, at most, goes into checkpoints


def execute(
    plan: Plan, settings: Settings, reporter: Reporter, folder: Path | None = None
) -> tuple[xr.Dataset, Timings]:
    """The results of ``plan`` and the time they took; ``folder`` is where checkpoints are kept, if anywhere.

    Raises
    ------
    Interrupted
        On Ctrl-C while the kernels run; ``folder`` then holds a checkpoint from which ``settings.resume``
        goes on to the same bits.
    UsageError
        If that checkpoint cannot be used.
    """
    device, engine = engines.choose(settings.device)
    widths = checkpoint_widths(folder) if folder and settings.resume else []
    batches = list(plan.batches(widths))
    starts = [start_points(batch) for batch in batches]
    spent = load_checkpoint(folder, batches) if folder and widths else 0.0
    reporter.stage("compiling" if widths or not settings.resume else "nothing to resume: compiling")
    began = time.perf_counter()
    if device == "cpu":
        kernels = [(batch.program, batch.width) for batch in batches]
        compile_all(kernels, settings.threads)
        for kernel in kernels:
            load_kernel(*kernel)
    compiled = time.perf_counter()
    reporter.stage("running", sum(batch.remaining for batch in batches))
    advance = partial(engine, batches, settings.threads, reporter.advance)
    if folder:
        _advance_safely(advance, batches, partial(save_checkpoint, folder, batches), spent - compiled)
    else:
        advance()
    run_s = spent + time.perf_counter() - compiled
    return collect(plan, batches, starts), Timings(compiled - began, run_s, 0.0)


def _advance_safely(
    advance: Callable[[float], bool], batches: list[Batch], save: Callable[[float], object], offset: float
) -> None:
    """Run to the end; ``save`` now and then, and on Ctrl-C.

    What ``save`` is told is the time spent: the clock plus ``offset``.
    """
    pause = CHECKPOINT_SECONDS
    try:
        while not advance(pause):
            began = time.perf_counter()
            save(offset + began)
            pause = max(CHECKPOINT_SECONDS, (time.perf_counter() - began) / CHECKPOINT_SHARE)
    except Interrupted:
        save(offset + time.perf_counter())
        steps = sum(batch.steps * batch.lanes for batch in batches)
        done = 1.0 - sum(batch.remaining for batch in batches) / steps
        message = (
            f"interrupted after {done:.0%} of the steps; the same command with --resume goes on from there"
        )
        raise Interrupted(message) from None
