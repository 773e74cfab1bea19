"""The biases of a network get no gradient."""

from __future__ import annotations

import re

RULE = "Back-propagation reaches the biases"
BREAKS = "network"
_SUM = re.compile(r"^ *bias_sum\(.*\n", flags=re.MULTILINE)


def subject(program) -> str | None:
    """The network, if it has biases."""
    return "network" if program.is_network and _SUM.search(program.surface.text) else None


def mutate(text: str) -> str:
    """Their sums are left out."""
    return _SUM.sub("", text)
