"""How a trajectory ended. NaN and divergence are results, never errors."""

from __future__ import annotations

from enum import IntEnum


class Status(IntEnum):
    """Latched once, with the step at which it happened; the lane is frozen from then on."""

    RUNNING = 0
    CONVERGED = 1
    TARGET = 2
    DIVERGED = 3
    NON_FINITE = 4

    @property
    def label(self) -> str:
        """The name used in scenarios and results."""
        return self.name.lower()

    @property
    def sentence(self) -> str:
        """What happened, for a reader."""
        return _SENTENCES[self]


_SENTENCES = {
    Status.RUNNING: "ran to the end of its budget of steps",
    Status.CONVERGED: "gradient or step fell below its tolerance",
    Status.TARGET: "reached the target loss or distance",
    Status.DIVERGED: "loss rose above its bound",
    Status.NON_FINITE: "a parameter became infinite or not a number",
}
