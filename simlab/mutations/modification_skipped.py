"""The gradient passes by the first of its modifications."""

from __future__ import annotations

import re

from simlab import registry

RULE = "The gradient passes through every modification before the optimizer sees it"
BREAKS = "kernel"


def subject(program) -> str | None:
    """The first modification of the chain, unless it does nothing there."""
    first = program.gradients[0] if program.gradients else None
    return first if first and getattr(registry.load("gradients", first), "ACTS", True) else None


def mutate(text: str) -> str:
    """Its call is left out."""
    first = re.search(r"^ *(modify_\w+)\(", text, flags=re.MULTILINE)
    return re.sub(rf"^ *{first[1]}\(.*\n", "", text, flags=re.MULTILINE) if first else text
