"""The text of what a team of threads shares: copies of rows, coordinates, or one member's work for all."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from simlab.kernels.layout import Layout
from simlab.kernels.separable import is_separable
from simlab.kernels.text import Lines, call, names_of


def all_rows(rows: Layout, act: str) -> str:
    """The function of ``simlab.lanes.copies`` that does ``act`` with rows that a team has together."""
    return f"share_{act}" if rows.team else act


def wait(lines: Lines, rows: Layout) -> None:
    """What the members of a team have written, each may read from here on."""
    lines.add(*["together()"] * rows.team)


def by_one(lines: Lines, rows: Layout, body: Lines) -> None:
    """Append ``body``, which one member of a team does while the others wait."""
    if not rows.team or not body:
        lines.block(body)
        return
    with lines.indent("if leads():"):
        lines.block(body)
    lines.add("together()")


def share(lines: Lines, rows: Layout, role: str, function: Callable, names: Mapping[str, str]) -> None:
    """Append the call of a concept; a team shares its coordinates if it treats each by itself."""
    whole = Lines()
    whole.add(call(role, function, dict(names)))
    vectors, scalars = _states(rows, function, names)
    if not rows.team or vectors is None or not is_separable(function, vectors):
        by_one(lines, rows, whole)
        return
    known = {**names, **{name: f"part({place}, i, 1)" for name, place in vectors.items()}}
    for name, place in scalars.items():  # every member changes a copy of its own
        known[name] = f"own_{place}"
        lines.add(f"own_{place} = new_rows(state, 1, WIDTH)")
    with lines.indent(f"for i in each({rows.state['theta'].count}):"):
        lines.add(*(f"own_{place}[0] = {place}[0]" for place in scalars.values()))
        lines.add(call(role, function, known))
    lines.add("together()")
    if scalars:
        kept = Lines()
        kept.add(*(f"{place}[0] = own_{place}[0]" for place in scalars.values()))
        by_one(lines, rows, kept)


def _states(
    rows: Layout, function: Callable, names: Mapping[str, str]
) -> tuple[dict[str, str] | None, dict[str, str]]:
    """The parameters of ``function`` that have a row a coordinate, ``None`` if some have other shapes; and
    those of one row that is carried along.
    """
    dimension = rows.state["theta"].count
    vectors, scalars = {}, {}
    for name in names_of(function):
        place = names.get(name, name)
        field = rows.state.get(place)
        if place == "gradient" or (field and field.count == dimension):
            vectors[name] = place
        elif field and field.count == 1:
            scalars[name] = place
        elif field or (place in rows.numbers and rows.numbers[place].vector):
            return None, {}
    return vectors, scalars
