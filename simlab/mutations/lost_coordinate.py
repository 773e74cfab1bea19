"""The last partial derivative never reaches the optimizer."""

from __future__ import annotations

import re
from inspect import signature

RULE = "Every partial derivative of the surface reaches the optimizer"
BREAKS = "kernel"


def subject(program) -> str | None:
    """The surface, if it has more than one coordinate and the optimizer asks for its gradient."""
    if program.dimension == 1 or "gradient" not in signature(program.step_function()).parameters:
        return None
    if isinstance(program.surface, str):
        return program.surface
    return "network" if program.is_network else "formula"


def mutate(text: str) -> str:
    """Zero in its place."""
    last = "gradient[len(gradient) - 1]"
    return re.sub(r"^( *)(take_step\()", rf"\1{last} = 0.0 * {last}\n\1\2", text, flags=re.MULTILINE)
