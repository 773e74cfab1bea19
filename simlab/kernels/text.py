"""Building the text of a kernel: indented lines, calls by parameter name, names for rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from inspect import signature

from simlab.kernels.layout import Layout


class Lines:
    """Lines of Python under a current indentation."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._depth = 0

    def add(self, *lines: str) -> None:
        """Append lines at the current depth."""
        self._lines += [f"{'    ' * self._depth}{line}" if line else "" for line in lines]

    @contextmanager
    def indent(self, head: str) -> Iterator[None]:
        """Append ``head`` and write what follows one level deeper."""
        self.add(head)
        self._depth += 1
        yield
        self._depth -= 1

    def block(self, body: Lines) -> None:
        """Append the lines of ``body`` at the current depth."""
        self.add(*body._lines)

    def __bool__(self) -> bool:
        """Whether there is any line."""
        return bool(self._lines)

    def text(self) -> str:
        """All lines as one text."""
        return "\n".join(self._lines) + "\n"


def with_names(
    body: Lines, rows: Layout, shared: tuple[str, ...], fixed: str = "fixed", moving: str = "moving"
) -> Lines:
    """``body`` after the lines that give the fields it mentions their names.

    ``fixed`` and ``moving`` are the rows of numbers and of state of one pack; what is ``shared`` is named.
    """
    words = set(re.findall(r"\w+", body.text()))
    named = Lines()
    own = own_numbers(rows, shared)
    for name, first in own.items():
        field = rows.numbers[name]
        if name in words:
            named.add(
                f"{name} = "
                + (f"part({fixed}, {first}, {field.count})" if field.vector else f"{fixed}[{first}]")
            )
    for field in rows.state.values():
        if field.name in words:
            named.add(f"{field.name} = part({moving}, {field.first}, {field.count})")
    named.block(body)
    return named


def own_numbers(rows: Layout, shared: tuple[str, ...]) -> dict[str, int]:
    """Where each number that is not shared lies in the rows of one pack."""
    places, used = {}, 0
    for name, field in rows.numbers.items():
        if name not in shared:
            places[name] = used
            used += field.count
    return places


def own_runs(rows: Layout, shared: tuple[str, ...]) -> list[tuple[int, int, int]]:
    """``own_numbers`` that lie side by side: first row of the pack, first row of the array, how many."""
    runs: list[tuple[int, int, int]] = []
    for name, place in own_numbers(rows, shared).items():
        field = rows.numbers[name]
        if runs and field.first - place == runs[-1][1] - runs[-1][0]:
            runs[-1] = (*runs[-1][:2], runs[-1][2] + field.count)
        else:
            runs.append((place, field.first, field.count))
    return runs


@cache
def names_of(function: Callable) -> tuple[str, ...]:
    """The parameter names of a concept function: what it asks the kernel for."""
    return tuple(signature(function).parameters)


def call(alias: str, function: Callable, names: dict[str, str]) -> str:
    """``alias(...)`` with each parameter of ``function`` under its name in the kernel."""
    return f"{alias}({', '.join(names.get(name, name) for name in names_of(function))})"


def names_in(rows: Layout, section: str) -> dict[str, str]:
    """What the parameters and states of one concept are called inside the kernel."""
    common = {"x": "theta", "t": "time"}
    own = {
        name[len(section) + 1 :]: name
        for name in (*rows.numbers, *rows.state)
        if name.startswith(f"{section}_")
    }
    return {**common, **own}
