"""Every step draws the random numbers of the first one."""

from __future__ import annotations

from simlab.mutations._random import drawing

RULE = "Noise is drawn afresh in every step"
BREAKS = "kernel"
_LINE = "moment = broadcast(streams, step, WIDTH)"


def subject(program) -> str | None:
    """What draws at every step."""
    return drawing(program)


def mutate(text: str) -> str:
    """The step in the key of the stream is always 0."""
    return text.replace(_LINE, _LINE.replace("step", "0"))
