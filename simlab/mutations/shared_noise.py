"""All replicates draw the random numbers of the first one."""

from __future__ import annotations

from simlab.mutations._random import drawing

RULE = "Replicates draw independent noise"
BREAKS = "kernel"
_LINE = "replicate = load(streams, 0, lane, WIDTH)"


def subject(program) -> str | None:
    """What draws at every step."""
    return drawing(program)


def mutate(text: str) -> str:
    """The replicate in the key of the stream is always 0."""
    return text.replace(_LINE, "replicate = broadcast(streams, 0, WIDTH)")
