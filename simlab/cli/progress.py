"""Progress on standard error: a bar with rate and remaining time, or plain lines without a terminal."""

from __future__ import annotations

import sys
import threading
import time
from typing import Any

from simlab.settings import Reporter

_PATIENCE = 0.5  # seconds before a bar appears: short work should not flicker
_LINE_SECONDS = 15.0  # between plain lines


class Progress(Reporter):
    """Shows the stages of a run."""

    def __init__(self, name: str) -> None:
        self._name, self._stage, self._unit = name, "planning", ""
        self._terminal = sys.stderr.isatty()
        self._total = self._done = 0
        self._began = self._spoke = time.monotonic()
        self._lock = threading.Lock()
        self._bar: Any = None  # a rich.progress.Progress once it is on the screen
        self._timer = threading.Timer(_PATIENCE, self._open)
        self._timer.daemon = True
        if self._terminal:
            self._timer.start()

    def stage(self, name: str, total: int = 0, unit: str = "trajectory-steps") -> None:
        """A new stage: the bar starts again, or a line says so."""
        with self._lock:
            self._stage, self._unit, self._total, self._done = name, unit, total, 0
            self._began = self._spoke = time.monotonic()
            if self._bar is not None:
                self._bar.remove_task(self._bar.task_ids[0])  # a task that has a total keeps it for good
                self._add_task()
            elif not self._terminal:
                self._say(f"{total:,} {unit}" if total else "")

    def advance(self, amount: int) -> None:
        """Move the bar, or say a line now and then."""
        with self._lock:
            self._done += amount
            if self._bar is not None:
                self._bar.update(self._bar.task_ids[0], completed=self._done, rate=self._rate())
            elif not self._terminal and time.monotonic() - self._spoke > _LINE_SECONDS:
                self._spoke = time.monotonic()
                left = (self._spoke - self._began) * (self._total / self._done - 1.0)
                self._say(f"{100 * self._done / self._total:.0f} %, {self._rate()}, {left:,.0f} s left")

    def close(self) -> None:
        """Take the bar off the screen."""
        self._timer.cancel()
        with self._lock:
            if self._bar is not None:
                self._bar.stop()

    def _open(self) -> None:
        """Put the bar on the screen; called by the timer."""
        from rich import progress
        from rich.console import Console

        with self._lock:
            self._bar = progress.Progress(
                progress.SpinnerColumn(),
                progress.TextColumn("{task.description}"),
                progress.BarColumn(),
                progress.TaskProgressColumn(),
                progress.TimeElapsedColumn(),
                progress.TextColumn("passed{task.fields[and_left]}"),
                progress.TimeRemainingColumn(),
                progress.TextColumn("{task.fields[left]} {task.fields[rate]}"),
                console=Console(stderr=True),
                transient=True,
            )
            self._add_task()
            self._bar.start()

    def _add_task(self) -> None:
        """The present stage; what is left is said only where it is known how much there is."""
        words = {"and_left": ",", "left": "left"} if self._total else {"and_left": "", "left": ""}
        self._bar.add_task(self._label(), total=self._total or None, completed=self._done, rate="", **words)

    def _label(self) -> str:
        return f"{self._name}: {self._stage}"

    def _rate(self) -> str:
        return f"{self._done / max(time.monotonic() - self._began, 1e-9):.2g} {self._unit}/s"

    def _say(self, words: str) -> None:
        print(f"{self._label()} {words}".rstrip(), file=sys.stderr, flush=True)
