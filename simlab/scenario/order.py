"""In which order the numbers of a table can be worked out."""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import TopologicalSorter

from simlab.expressions.grammar import number_grammar
from simlab.expressions.parse import parse
from simlab.scenario.numbers import Number

_ANY_NAME = number_grammar(None)


def evaluation_order(numbers: Mapping[str, Number | None]) -> list[str]:
    """The keys of ``numbers`` such that each comes after the siblings that its expression uses.

    Raises
    ------
    graphlib.CycleError
        If expressions use one another in a circle.
    """
    uses = {key: _names(value) & numbers.keys() for key, value in numbers.items()}
    if not any(uses.values()):
        return list(numbers)
    return list(TopologicalSorter(uses).static_order())


def _names(value: Number | None) -> set[str]:
    texts = [text for text in (value if isinstance(value, list) else [value]) if isinstance(text, str)]
    if not texts:
        return set()
    return set().union(*(parse(text, _ANY_NAME).names for text in texts))
