"""The optimizer goes up instead of down."""

from __future__ import annotations

import re

RULE = "A step goes against the gradient"
BREAKS = "optimizers"
_MINUS = re.compile(r"theta\[i\] = ((?:kept \* )?theta\[i\]) - ")


def subject(program) -> str | None:
    """The optimizer, if its update subtracts something from theta."""
    from inspect import getsource

    return program.optimizer if _MINUS.search(getsource(program.step_function())) else None


def mutate(text: str) -> str:
    """The update is added."""
    return _MINUS.sub(r"theta[i] = \1 + ", text)
