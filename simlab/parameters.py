"""How a concept declares the numbers, choices and state it works with."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Parameter:
    """A number a concept takes, one per trajectory, so that it may be swept without a new kernel.

    ``default`` is a number, a list (``vector``), an expression over the constants of the run such as
    ``"steps"``, or ``None`` for a parameter that must be given. Bounds are inclusive unless ``above`` or
    ``below`` is set instead. The ``entries`` of a ``vector`` are ``coordinates`` (one number each, or one
    for all), ``numbers`` (as many as are given) or ``points`` (as many as are given, of one number a
    coordinate; only for a start).
    """

    description: str
    default: float | list[float] | str | None = None
    minimum: float = -math.inf
    maximum: float = math.inf
    above: float = -math.inf
    below: float = math.inf
    integer: bool = False
    vector: bool = False
    entries: str = "coordinates"
    aliases: tuple[str, ...] = ()

    def complaint(self, value: float) -> str | None:
        """What is wrong with ``value``, in words, or ``None``."""
        if not math.isfinite(value):
            return f"must be finite, not {value}"
        if self.integer and value != int(value):
            return f"must be a whole number, not {value:g}"
        if value < self.minimum:
            return f"must be at least {self.minimum:g}, not {value:g}"
        if value > self.maximum:
            return f"must be at most {self.maximum:g}, not {value:g}"
        if value <= self.above:
            return f"must be greater than {self.above:g}, not {value:g}"
        if value >= self.below:
            return f"must be less than {self.below:g}, not {value:g}"
        return None


@dataclass(frozen=True)
class Option:
    """A choice that selects code, fixed when the kernel is compiled; it cannot be swept."""

    description: str
    choices: tuple[str, ...]
    default: str


@dataclass(frozen=True)
class State:
    """What a concept remembers from step to step, in rows.

    ``kind`` is ``vector`` (one number a coordinate), ``matrix`` (one for each pair of coordinates,
    row-major) or ``scalar``; ``copies`` of it lie one after another under the one name.
    """

    kind: str = "vector"
    initial: float = 0.0
    copies: int = 1

    def rows(self, dimension: int) -> int:
        """How many rows it takes in ``dimension`` coordinates."""
        return self.copies * {"scalar": 1, "vector": dimension, "matrix": dimension**2}[self.kind]
