"""The gradient of a batch is the sum over its examples, not their mean."""

from __future__ import annotations

RULE = "The gradient of a batch is the mean over its examples"
BREAKS = "network"
_SHARE = "share = (memory[0] + 1.0) / size"


def subject(program) -> str | None:
    """The network's loss."""
    return "network" if program.is_network else None


def mutate(text: str) -> str:
    """Every example has the weight one."""
    return text.replace(_SHARE, "share = memory[0] + 1.0")
