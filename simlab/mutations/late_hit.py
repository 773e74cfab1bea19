"""A first hit is dated one step late."""

from __future__ import annotations

RULE = "A hit is dated by the step whose point is below the threshold"
BREAKS = "kernel"


def subject(program) -> str | None:
    """The quantity whose first hit is wanted."""
    return program.hits[0] if program.hits else None


def mutate(text: str) -> str:
    """The step after it."""
    line = "broadcast(gradient, {}, WIDTH), hit_0[0])"
    return text.replace(line.format("step"), line.format("step + 1"))
