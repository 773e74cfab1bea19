"""Rows that a kernel works in: on the stack, or for a network, which has many, in an array of the caller."""

from __future__ import annotations

from collections.abc import Iterable

from simlab.kernels.imports import draw_rows, random_functions
from simlab.kernels.layout import Layout, layout, needs_residuals
from simlab.kernels.program import Program
from simlab.kernels.text import names_of


def room(program: Program, rows: Layout, name: str, count: int) -> str:
    """The text of ``count`` new rows for what is ``name``d; see ``_sizes``."""
    if not program.is_network:
        return f"new_rows(state, {count}, WIDTH)"
    sizes = _sizes(program, rows)
    first = sum(size for other, size in sizes.items() if list(sizes).index(other) < list(sizes).index(name))
    return f"part(heap, {first}, {count})"


def heap_rows(program: Program) -> int:
    """How many rows the caller has to provide."""
    return sum(_sizes(program, layout(program)).values()) if program.is_network else 0


def _sizes(program: Program, rows: Layout) -> dict[str, int]:
    """Rows of each purpose; ``spare`` is what a step draws or what an observer writes, one after another."""
    drawn = [draw_rows(program, function) for function in random_functions(program).values()]
    state = rows.rows("state")
    wanted = seen(program, asked(program))
    if "slope_moments" in wanted:
        wanted["mean_gradient"] = program.dimension
    return {
        "memory": program.surface_module().MEMORY,
        "gradient": program.dimension,
        "current": state,
        "before": state,
        "spare": max([program.dimension, *drawn, *rows.records.values()]),
        **wanted,
        **_least_squares(program),
        "checked": program.dimension if "checked" in asked(program) else 0,
        "work": program.work_rows() if "work" in asked(program) else 0,
    }


def _least_squares(program: Program) -> dict[str, int]:
    if not needs_residuals(program):
        return {}
    count = program.residual_count()
    return {"residuals": count, "jacobian": count * program.dimension}


def asked(program: Program) -> set[str]:
    """What the observers ask for by name."""
    return {name for observer in program.observers for name in names_of(program.observer_function(observer))}


def seen(program: Program, wanted: Iterable[str]) -> dict[str, int]:
    """Rows of what is ``wanted`` of the inside of a network."""
    names = {*wanted}
    return {name: count for name, count in program.surface_module().SEEN.items() if name in names}
