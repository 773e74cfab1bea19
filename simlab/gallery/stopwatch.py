"""How long a scenario takes once its kernels are compiled, whatever else the machine is doing."""

from __future__ import annotations

import time

from simlab.settings import Reporter


class Stopwatch(Reporter):
    """Passes everything on to ``inner`` and counts processor time (seconds), compiling left out."""

    def __init__(self, inner: Reporter) -> None:
        self._inner, self._spent, self._compiling = inner, 0.0, False
        self._began = time.process_time()

    def stage(self, name: str, total: int = 0, unit: str = "trajectory-steps") -> None:
        """As the reporter behind it; the stages that compile are not counted."""
        self._count()
        self._compiling = name.endswith("compiling")
        self._inner.stage(name, total, unit)

    def advance(self, amount: int) -> None:
        """As the reporter behind it."""
        self._inner.advance(amount)

    def seconds(self) -> float:
        """Processor time so far, of all threads."""
        self._count()
        return self._spent

    def _count(self) -> None:
        now = time.process_time()
        if not self._compiling:
            self._spent += now - self._began
        self._began = now
