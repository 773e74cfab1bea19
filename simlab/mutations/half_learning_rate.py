"""The optimizer gets half of its learning rate."""

from __future__ import annotations

from inspect import signature

RULE = "An optimizer steps by the learning rate it is given"
BREAKS = "kernel"
_LINE = "learning_rate = optimizer_learning_rate * multiplier"


def subject(program) -> str | None:
    """The optimizer, if it takes a learning rate."""
    return program.optimizer if "learning_rate" in signature(program.step_function()).parameters else None


def mutate(text: str) -> str:
    """Half of it after the schedule."""
    return text.replace(_LINE, f"{_LINE} * 0.5")
