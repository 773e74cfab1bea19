"""Normal random numbers have half their standard deviation."""

from __future__ import annotations

import re

from simlab.mutations._random import drawing

RULE = "The noise has the standard deviation it is given"
BREAKS = "kernel"
_DRAW = r"^( *)(fill_normals\(part\(draws, 0, (\d+)\).*)$"


def subject(program) -> str | None:
    """What draws normal numbers at every step."""
    return drawing(program, "normals")


def mutate(text: str) -> str:
    """Each number is halved as soon as it is drawn."""
    halved = r"\1\2\n\1for row in range(\3):\n\1    draws[row] = draws[row] * 0.5"
    return re.sub(_DRAW, halved, text, flags=re.MULTILINE)
