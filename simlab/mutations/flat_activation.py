"""Back-propagation takes every activation for the identity."""

from __future__ import annotations

import re

RULE = "Back-propagation multiplies by the slope of each activation"
BREAKS = "network"
_SLOPE = re.compile(r"^( *)scale\(open_rows\(memory, here\), .*$", flags=re.MULTILINE)


def subject(program) -> str | None:
    """The network, if a slope is multiplied."""
    return "network" if program.is_network and _SLOPE.search(program.surface.text) else None


def mutate(text: str) -> str:
    """The slopes are left out."""
    return _SLOPE.sub(r"\1pass", text)
