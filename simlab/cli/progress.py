"""Progress on the terminal: a bar with rate and remaining time, or plain lines where there is no terminal."""

from __future__ import annotations

import sys
import threading
import time

from simlab.pipeline import Reporter

_PATIENCE = 0.5  # seconds before a bar appears: short work should not flicker


class Progress(Reporter):
    """Shows the stages of a run on standard error."""

    def __init__(self, name: str) -> None:
        from rich.console import Console

        self._name = name
        self._console = Console(stderr=True)
        self._lock = threading.Lock()
        self._bar = None
        self._task = None
        self._pending = 0
        self._stage, self._total, self._began = "", 0, 0.0

    def stage(self, name: str, total: int = 0) -> None:
        """End the bar of the last stage and get ready for the next."""
        self.close()
        self._stage, self._total, self._began, self._pending = name, total, time.monotonic(), 0
        if not self._console.is_terminal:
            amount = f" {total:,} trajectory-steps" if name == "running" and total else ""
            print(f"{self._name}: {name}{amount}", file=sys.stderr, flush=True)

    def advance(self, amount: int) -> None:
        """Move the bar; it appears once the stage has lasted a moment."""
        with self._lock:
            self._pending += amount
            if not self._console.is_terminal or time.monotonic() - self._began < _PATIENCE:
                return
            if self._bar is None:
                self._open()
            self._bar.update(self._task, completed=self._pending)

    def close(self) -> None:
        """Take the bar off the screen."""
        with self._lock:
            if self._bar is not None:
                self._bar.stop()
            self._bar = None

    def _open(self) -> None:
        from rich import progress

        self._bar = progress.Progress(
            progress.TextColumn("{task.description}"),
            progress.BarColumn(),
            progress.TaskProgressColumn(),
            progress.TimeElapsedColumn(),
            progress.TextColumn("left"),
            progress.TimeRemainingColumn(),
            progress.TextColumn("{task.fields[rate]}"),
            console=self._console,
            transient=True,
        )
        self._task = self._bar.add_task(f"{self._name}: {self._stage}", total=self._total, rate="")
        self._bar.start()
