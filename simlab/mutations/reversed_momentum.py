"""The velocity turns round in every step."""

from __future__ import annotations

RULE = "Momentum keeps the direction of the velocity"
BREAKS = "optimizers"


def subject(program) -> str | None:
    """The optimizer, if it has momentum."""
    return program.optimizer if program.optimizer in ("momentum", "nesterov") else None


def mutate(text: str) -> str:
    """The share that is kept has the wrong sign."""
    return text.replace("fma(momentum, ", "fma(-momentum, ")
