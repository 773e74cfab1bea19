"""What a command takes beside running, for the plan of the next one."""

from __future__ import annotations

import time

from simlab.settings import Reporter

_DRAWING = "drawing"
_NOT_BESIDE = ("compiling", "running")  # foretold by the costs of kernels; so are landscapes


class Spent(Reporter):
    """Passes everything on to ``inner``; counts processor time (seconds) since the process began."""

    def __init__(self, inner: Reporter) -> None:
        self._inner, self._stage, self._since = inner, "starting", 0.0
        self._start_s = self._drawing_s = 0.0

    def stage(self, name: str, total: int = 0, unit: str = "trajectory-steps") -> None:
        """A stage ends, whose time is known now, and the next begins."""
        self._count()
        self._stage = name
        self._inner.stage(name, total, unit)

    def advance(self, amount: int) -> None:
        """As the reporter behind it."""
        self._inner.advance(amount)

    def remember(self, figures: int) -> None:
        """Keep what has been counted for the next plan, of a command that drew so many figures."""
        from simlab.beside import remember  # knows the store of kernels

        self._count()
        remember(self._start_s, self._drawing_s, figures)

    def _count(self) -> None:
        now = time.process_time()
        if self._stage == _DRAWING:
            self._drawing_s += now - self._since
        elif not self._stage.endswith(_NOT_BESIDE) and not self._stage.startswith("landscape"):
            self._start_s += now - self._since
        self._since = now
