"""What a formula may say of a vector: its coordinates x[i], and sums and products of a term over a range.

    sum(x[i]**2 - 10*cos(2*pi*x[i]) for i in range(dimension))
    prod(cos(x[i]/sqrt(i + 1)) for i in range(1, dimension))

One ``for`` over ``range(end)`` or ``range(first, end)``; as in Python, ``end`` is not reached. Indices and
ends are arithmetic over whole numbers, ``dimension`` and the names of the loops around them; loops may be
nested.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from simlab.expressions.errors import ExpressionError
from simlab.expressions.grammar import CONSTANTS

if TYPE_CHECKING:
    from simlab.expressions.check import Checker

_FORM = "is written {0}(... for i in range(...))"


def is_counter(checker: Checker, name: str) -> bool:
    """Whether ``name`` is a whole number here: a loop around the node, or the dimension."""
    return bool(checker.grammar.vector) and (name in checker.loops or name == "dimension")


def misplaced(checker: Checker, node: ast.Name) -> ExpressionError:
    """The error that a name stands where only whole numbers may, or that the vector has no index."""
    if not checker.counting:
        return checker.error(f"'{node.id}' is a vector; write {node.id}[i] for a coordinate", node)
    known = ", ".join(["dimension", *checker.loops])
    return checker.error(f"'{node.id}' cannot stand in an index or a range; {known} can", node)


def check_coordinate(checker: Checker, node: ast.Subscript, depth: int) -> str:
    """``x[i]``: the vector, with one index; a number."""
    vector = checker.grammar.vector
    if not (isinstance(node.value, ast.Name) and node.value.id == vector):
        raise checker.error(f"'[...]' may only follow {vector}", node)
    if checker.counting:
        raise misplaced(checker, node.value)
    _check_count(checker, node.slice, depth)
    checker.names.add(vector)
    return "a number"


def check_series(checker: Checker, node: ast.Call, depth: int) -> str:
    """``sum(term for i in range(...))``; a number."""
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if len(node.args) != 1 or node.keywords or not isinstance(node.args[0], ast.GeneratorExp):
        raise checker.error(_FORM.format(name), node)
    check_terms(checker, node.args[0], depth, name)
    return "a number"


def check_terms(checker: Checker, node: ast.GeneratorExp, depth: int, name: str = "") -> None:
    """``term for i in range(...)``, of the function ``name`` or by itself."""
    loop = node.generators[0]
    if len(node.generators) > 1 or loop.ifs or loop.is_async:
        raise checker.error("one 'for' without 'if' is allowed; nest sums, put conditions in the term", node)
    counter = loop.target
    if not isinstance(counter, ast.Name):
        raise checker.error("one name must follow 'for'", counter)
    grammar = checker.grammar
    taken = {*(grammar.names or ()), *grammar.functions, *CONSTANTS, "dimension", "range", *checker.loops}
    if counter.id in taken or counter.id.startswith("__"):
        raise checker.error(f"'{counter.id}' has a meaning already; count with another name", counter)
    ends = range_ends(loop.iter)
    if ends is None:
        raise checker.error("'in' must be followed by range(end) or range(first, end)", loop.iter)
    for end in ends:
        _check_count(checker, end, depth)
    checker.loops.append(counter.id)
    checker.need("a number", node.elt, depth)
    checker.loops.pop()


def range_ends(node: ast.expr) -> list[ast.expr] | None:
    """The one or two arguments of ``range(...)``; ``None`` if ``node`` is something else."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id != "range":
        return None
    return node.args if not node.keywords and 1 <= len(node.args) <= 2 else None


def _check_count(checker: Checker, node: ast.expr, depth: int) -> None:
    before, checker.counting = checker.counting, True
    checker.need("a number", node, depth)
    checker.counting = before
