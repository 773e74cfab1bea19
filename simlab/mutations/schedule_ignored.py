"""The learning rate stays what it is at the beginning."""

from __future__ import annotations

import re

RULE = "The schedule multiplies the learning rate at each step"
BREAKS = "kernel"


def subject(program) -> str | None:
    """The schedule, if it is not constant."""
    return None if program.schedule == "constant" else program.schedule


def mutate(text: str) -> str:
    """A factor of one."""
    return re.sub(
        r"^( *)multiplier = factor\(.*$", r"\1multiplier = 0.0 * time + 1.0", text, flags=re.MULTILINE
    )
