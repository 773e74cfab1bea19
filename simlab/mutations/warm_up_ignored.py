"""The learning rate does not warm up."""

from __future__ import annotations

RULE = "The learning rate rises until the warm-up ends"
BREAKS = "kernel"


def subject(program) -> str | None:
    """The schedule behind the warm-up."""
    return program.schedule if program.warm_up else None


def mutate(text: str) -> str:
    """The factor of the schedule from the first step on."""
    return text.replace("multiplier = where(time < warm_up_steps, rising, multiplier)", "rising = multiplier")
