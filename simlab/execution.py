"""From a plan to labelled results: compile, run, and keep what it takes to go on after an interruption."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import xarray as xr

from simlab import engines
from simlab.engines import Interrupted
from simlab.engines.batch import Batch
from simlab.errors import DeviceError
from simlab.kernels.build import compile_all, load_kernel
from simlab.kernels.program import Program
from simlab.plan import Plan
from simlab.plan.batches import width_of
from simlab.plan.chunks import Chunk
from simlab.results.checkpoint import checkpoint_widths, load_checkpoint, save_checkpoint
from simlab.results.collect import collect, outcome_of, start_points
from simlab.results.dataset import Outcome
from simlab.results.manifest import Timings
from simlab.results.stream_checkpoint import load_tallies, save_tallies
from simlab.results.streamed import Tallies, summarise
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
    if plan.scenario.stream:
        return _execute_in_chunks(plan, settings, reporter, folder)
    device, engine, _ = engines.choose(settings.device, plan.work)
    widths = checkpoint_widths(folder) if folder and settings.resume else []
    batches = list(plan.batches(widths))
    starts = [start_points(batch) for batch in batches]
    spent = load_checkpoint(folder, batches) if folder and widths else 0.0
    reporter.stage("compiling" if widths or not settings.resume else "nothing to resume: compiling")
    began = time.perf_counter()
    _compile(device, [(batch.program, batch.width) for batch in batches], settings.threads)
    compiled = time.perf_counter()
    reporter.stage("running", sum(batch.remaining for batch in batches))
    advance = partial(engine, batches, settings.threads, reporter.advance)
    if folder:
        _advance_safely(advance, batches, partial(save_checkpoint, folder, batches), spent - compiled)
    else:
        advance()
    run_s = spent + time.perf_counter() - compiled
    return collect(plan, batches, starts), Timings(compiled - began, run_s, 0.0)


def _compile(device: str, kernels: list[tuple[Program, int]], threads: int) -> None:
    """Everything that ``device`` compiles before the run."""
    if device == "reference":
        return
    targets = [(*kernel, device) for kernel in kernels]
    compile_all(targets, threads)
    for target in targets:
        load_kernel(*target)


def _execute_in_chunks(
    plan: Plan, settings: Settings, reporter: Reporter, folder: Path | None
) -> tuple[xr.Dataset, Timings]:
    """As ``execute``, one chunk of replicates after another; of each only the statistics stay."""
    device, engine, _ = engines.choose(settings.device, plan.work)
    tallies, chunks = Tallies(plan), plan.chunks()
    spent = load_tallies(folder, plan, tallies) if folder and settings.resume else 0.0
    reporter.stage("compiling" if tallies.chunks or not settings.resume else "nothing to resume: compiling")
    began = time.perf_counter()
    _compile(device, [(program, width_of(program)) for program in plan.programs], settings.threads)
    compiled = saved = time.perf_counter()
    lanes = sum(len(chunk.variants) * chunk.count for chunk in chunks[tallies.chunks :])
    reporter.stage("running", lanes * plan.restarts * plan.scenario.run.steps)
    with ThreadPoolExecutor(1) as folding:  # Ctrl-C reaches the main thread only: no tally is left half done
        try:
            for chunk in chunks[tallies.chunks :]:
                # No name is kept for the outcome: its arrays go before those of the next chunk come.
                folding.submit(tallies.add, _run_chunk(plan, chunk, engine, settings, reporter)).result()
                if folder and time.perf_counter() > saved + CHECKPOINT_SECONDS:
                    save_tallies(folder, plan, tallies, spent + time.perf_counter() - compiled)
                    saved = time.perf_counter()
        except KeyboardInterrupt:
            folding.shutdown()
            if folder is None:
                raise
            save_tallies(folder, plan, tallies, spent + time.perf_counter() - compiled)
            raise _interrupted(tallies.chunks / len(chunks)) from None
    run_s = spent + time.perf_counter() - compiled
    return summarise(plan, tallies), Timings(compiled - began, run_s, 0.0)


def _run_chunk(plan: Plan, chunk: Chunk, engine: Callable, settings: Settings, reporter: Reporter) -> Outcome:
    batch = plan.batch(chunk)
    start = start_points(batch)
    engine([batch], settings.threads, reporter.advance)
    return outcome_of(plan, batch, start, chunk.variants)


def _interrupted(share: float) -> Interrupted:
    message = f"interrupted after {share:.0%} of the steps; the same command with --resume goes on from there"
    return Interrupted(message)


def _advance_safely(
    advance: Callable[[float], bool], batches: list[Batch], save: Callable[[float], object], offset: float
) -> None:
    """Run to the end; ``save`` now and then, on Ctrl-C, and when the device fails.

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
        raise _interrupted(done) from None
    except DeviceError:
        save(offset + time.perf_counter())
        raise
