"""Whether a concept treats every coordinate by itself, so that a team of threads can share its loop.

Read off its text: every vector is used as ``vector[i]`` alone, in a loop ``for i in range(len(vector))``, and
no number goes from one round of the loop to the next. What is not plainly so is taken not to be.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection
from inspect import getsource
from textwrap import dedent


def is_separable(function: Callable, vectors: Collection[str]) -> bool:
    """Whether ``function`` gives the same if it is called for one coordinate of its ``vectors`` at a time."""
    (definition,) = ast.parse(dedent(getsource(function))).body
    if not isinstance(definition, ast.FunctionDef):
        return False
    inside: set[str] = set()
    for statement in definition.body:
        if isinstance(statement, ast.For):
            if not _loop(statement, vectors, inside):
                return False
        elif _mentions(statement, vectors) or isinstance(statement, (ast.Return, ast.While, ast.If)):
            return False
    outside = [one for one in definition.body if not isinstance(one, ast.For)]
    return not any(_mentions(statement, inside) for statement in outside)


def _loop(loop: ast.For, vectors: Collection[str], inside: set[str]) -> bool:
    """Whether this is a loop over the coordinates whose rounds know nothing of each other.

    The names it gives values to are added to ``inside``.
    """
    index = loop.target
    lengths = {f"range(len({name}))" for name in vectors}
    if not isinstance(index, ast.Name) or ast.unparse(loop.iter) not in lengths or loop.orelse:
        return False
    made: set[str] = set()
    for statement in loop.body:
        if not isinstance(statement, ast.Assign) or not _by_itself(statement, vectors, index.id):
            return False
        if any(
            _base(place) not in vectors for place in _places(statement) if not isinstance(place, ast.Name)
        ):
            return False
        names = {one.id for one in ast.walk(statement.value) if isinstance(one, ast.Name)}
        later = {one for rest in loop.body[loop.body.index(statement) :] for one in _given(rest)} - made
        if names & later:
            return False
        made |= _given(statement)
    inside |= made
    return True


def _given(statement: ast.stmt) -> set[str]:
    """The plain names that a statement gives values to."""
    return {place.id for place in _places(statement) if isinstance(place, ast.Name)}


def _places(statement: ast.stmt) -> list[ast.expr]:
    """What a statement gives values to."""
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    return [one for target in targets for one in (target.elts if isinstance(target, ast.Tuple) else [target])]


def _base(place: ast.expr) -> str:
    return place.value.id if isinstance(place, ast.Subscript) and isinstance(place.value, ast.Name) else ""


def _by_itself(statement: ast.stmt, vectors: Collection[str], index: str) -> bool:
    """Whether every vector stands as ``vector[index]``."""
    indexed = {
        id(one.value)
        for one in ast.walk(statement)
        if isinstance(one, ast.Subscript) and isinstance(one.slice, ast.Name) and one.slice.id == index
    }
    named = (one for one in ast.walk(statement) if isinstance(one, ast.Name) and one.id in vectors)
    return all(id(one) in indexed for one in named)


def _mentions(statement: ast.stmt, names: Collection[str]) -> bool:
    return any(isinstance(one, ast.Name) and one.id in names for one in ast.walk(statement))
