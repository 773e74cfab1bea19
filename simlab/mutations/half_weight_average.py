"""The average moves towards the iterate by half of its share."""

from __future__ import annotations

import re

RULE = "The average takes the share of each iterate that its timescale says"
BREAKS = "averaging"


def subject(program) -> str | None:
    """The averaging."""
    return program.averaging


def mutate(text: str) -> str:
    """Half of the weight."""
    return re.sub(r"^( +)weight = (.*)$", r"\1weight = (\2) * 0.5", text, flags=re.MULTILINE)
