"""Several scenarios at a time, each in a process of its own, with its share of the threads and the memory.

Most of what a short scenario takes is Python, of which a process does one thing at a time. No bit of any
result depends on it.
"""

from __future__ import annotations

import io
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from simlab.cli.progress import Progress
from simlab.cli.start import import_lightly
from simlab.engines import Interrupted, missing_gpu
from simlab.errors import SimlabError
from simlab.plan.machine import available_memory
from simlab.settings import Reporter, Settings

_EACH = 2  # scenarios that a process has to do at least, for its start to pay
_STOPS = (signal.SIGINT, signal.SIGTERM)
_stopped: list[bool] = []  # in a process that was interrupted, which begins nothing more

Work = Callable[[Path, Settings], dict[str, Any]]


@dataclass(frozen=True)
class _Done:
    """What became of a scenario: its report, and what it printed; ``interrupted`` says how far it came."""

    report: dict[str, Any] | None
    printed: str
    errors: str
    interrupted: str | None = None


def processes_for(paths: Sequence[Path], settings: Settings) -> int:
    """How many scenarios to do at a time: 1 unless there are many, and the processor does the work."""
    many = min(settings.threads, len(set(paths)) // _EACH)
    alone = settings.engine != "local" or len(set(paths)) < len(paths)
    gpu = settings.device == "cuda" or (settings.device == "auto" and missing_gpu() is None)
    return 1 if alone or gpu else max(1, many)


def side_by_side(
    work: Work, paths: Sequence[Path], settings: Settings, processes: int, silent: bool
) -> Iterator[dict[str, Any]]:
    """The reports of ``work(path, settings)``, in order; what it prints is printed when its turn has come.

    Raises
    ------
    Interrupted
        On Ctrl-C, after every process has kept what it had done.
    SimlabError
        If a process dies.
    """
    memory = (settings.memory or available_memory() // 2) // processes
    own = replace(settings, threads=settings.threads // processes, memory=memory or None)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context, initializer=_begin) as pool:
        futures = [pool.submit(_apart, work, path, own, sys.stdout.isatty()) for path in paths]
        try:
            for number, future in enumerate(futures):
                yield _report(future, f"{number} of {len(paths)} scenarios", silent)
        except KeyboardInterrupt:
            raise Interrupted("; ".join(_stop(pool, futures)) or "interrupted") from None
        except BrokenProcessPool:
            raise SimlabError("a process of simlab was killed; the same command goes on") from None


def _report(future: Future, stage: str, silent: bool) -> dict[str, Any]:
    with closing(Reporter() if silent else Progress("simlab")) as reporter:
        reporter.stage(stage)
        done = future.result()
    click.echo(done.errors, err=True, nl=False)
    click.echo(done.printed, nl=False)
    if done.report is None:
        raise KeyboardInterrupt
    return done.report


def _stop(pool: ProcessPoolExecutor, futures: Sequence[Future]) -> Iterator[str]:
    """Have all processes keep what they have done; how far those came that had begun."""
    for process in multiprocessing.active_children():
        process.terminate()  # as of a batch system; where Ctrl-C was first, it is not heard
    pool.shutdown(cancel_futures=True)
    for future in futures:
        if future.done() and not future.cancelled() and future.exception() is None:
            message = future.result().interrupted
            if message:
                yield message


def _begin() -> None:
    """What a process does first. Idle, it ends at a stop; at work, it is interrupted once."""
    for number in _STOPS:
        signal.signal(number, lambda *_: os._exit(128 + signal.SIGINT))
    import_lightly()


def _interrupt(*_: Any) -> None:
    for number in _STOPS:
        signal.signal(number, signal.SIG_IGN)  # what was done is being kept
    _stopped.append(True)
    raise KeyboardInterrupt


def _apart(work: Work, path: Path, settings: Settings, coloured: bool) -> _Done:
    """``work`` in a process of its own."""
    if _stopped:  # this one had been handed over already
        return _Done(None, "", "")
    printed, errors = io.StringIO(), io.StringIO()
    before = [signal.signal(number, _interrupt) for number in _STOPS]
    command = click.Context(click.Command("simlab"), color=coloured)
    try:
        with command.scope(), redirect_stdout(printed), redirect_stderr(errors):
            report = work(path, settings)
    except KeyboardInterrupt as error:
        return _Done(None, printed.getvalue(), errors.getvalue(), f"{path}: {error}" if str(error) else None)
    for number, handler in zip(_STOPS, before, strict=True):
        signal.signal(number, handler)
    return _Done(report, printed.getvalue(), errors.getvalue())
