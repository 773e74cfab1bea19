"""Batches come in one order, sorted by class, in every epoch."""

from __future__ import annotations

import re

RULE = "Batches are drawn as the scenario says"
BREAKS = "network"
_ORDER = re.compile(r"^choose_batch = (simlab\.networks\.orders)\.(\w+)$", flags=re.MULTILINE)


def subject(program) -> str | None:
    """The order of the batches, if it is another."""
    found = _ORDER.search(program.surface.text) if program.is_network else None
    return None if found is None or found[2] == "class_sorted" else found[2]


def mutate(text: str) -> str:
    """The order of the classes in its place."""
    return _ORDER.sub(r"choose_batch = \1.class_sorted", text)
