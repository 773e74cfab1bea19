"""What a command takes beside running: starting, importing, planning, writing, judging, drawing.

``beside.json`` in the store of kernels keeps the processor time (seconds) of the last few commands that ran
one scenario: of a start with all that is not drawn, and of one figure. The next plan foretells the medians.
"""

from __future__ import annotations

import json
import math
import statistics
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from simlab.kernels.store import folder
from simlab.results.files import atomic_write

_FILE = "beside.json"
_LAST = 9  # commands that are remembered
_FIRST_GUESS = {"start_s": 3.0, "figure_s": 0.7}  # before any has been measured


@dataclass(frozen=True)
class Beside:
    """Processor time (seconds): ``start_s`` of a command that draws nothing, ``figure_s`` of one figure."""

    start_s: float
    figure_s: float

    def seconds(self, figures: int) -> float:
        """Of a command that draws so many figures."""
        return self.start_s + self.figure_s * figures


def beside() -> Beside:
    """What the next command will take beside running, from those before it."""
    known = _read()
    return Beside(**{name: statistics.median(known[name] or [guess]) for name, guess in _FIRST_GUESS.items()})


def remember(start_s: float, drawing_s: float, figures: int) -> None:
    """Keep what a command took; nothing in a store that cannot be written: only the next plan is worse."""
    known, drawn = _read(), [drawing_s / figures] if figures else []
    kept = {
        "start_s": [*known["start_s"], start_s][-_LAST:],
        "figure_s": [*known["figure_s"], *drawn][-_LAST:],
    }
    with suppress(OSError):
        atomic_write(_path(), json.dumps(kept))


def _path() -> Path:
    return folder() / _FILE


def _read() -> dict[str, list[float]]:
    """What is known; nothing if the file is missing or damaged."""
    try:
        found = json.loads(_path().read_text(encoding="utf-8"))
        return {name: [one for one in found[name] if math.isfinite(one)] for name in _FIRST_GUESS}
    except (OSError, ValueError, KeyError, TypeError):
        return {name: [] for name in _FIRST_GUESS}
