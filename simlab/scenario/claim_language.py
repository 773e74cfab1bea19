"""What the expressions of claims may name: checked against the file, before anything has been measured."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from simlab import registry
from simlab.errors import nearest
from simlab.expressions.errors import ExpressionError
from simlab.expressions.grammar import MATHS, Arity, Grammar
from simlab.expressions.parse import parse
from simlab.scenario.claims import Claim
from simlab.scenario.declarations import declaration
from simlab.scenario.landscape import DIMS
from simlab.scenario.numbers import expression_fault
from simlab.status import Status

MEASURED = "is measured; an expectation may use settings, numbers and laws only"
_SET_BY_THE_INTERVAL = ("resample", "side")  # arguments of a statistic that a claim cannot give
_MANY = 8  # arguments by name, where a function takes any
_PLACES = (
    "step",
    "replicate",
    "restart",
    "coordinate",
    "layer",
    "level",
    "bin",
    "hit_step",
    "eigenvalue",
    *DIMS,
)


@dataclass(frozen=True)
class Vocabulary:
    """The names of one scenario; ``None`` where a broken table keeps them from being known.

    ``unavailable`` maps names that exist, but not in this scenario, to the reason.
    """

    quantities: frozenset[str]
    settings: frozenset[str] | None
    unavailable: dict[str, str]
    optimizers: tuple[str, ...]
    coordinates: tuple[str, ...]
    axes: tuple[str, ...]


def complaints(claim: Claim, words: Vocabulary) -> Iterator[tuple[str, str]]:
    """``(key, message)`` for every expression of ``claim`` that is not in the language."""
    names = None if words.settings is None else words.settings | words.quantities
    for key, text, grammar in [
        ("statistic", claim.statistic, claim_grammar(names, words.unavailable)),
        *((key, text, _expectation_grammar(words)) for key, text in claim.expectations.items()),
    ]:
        if not isinstance(text, str):
            continue
        try:
            _check_words(parse(text, grammar).tree, words)
        except ExpressionError as error:
            yield key, expression_fault(text, error)


def _expectation_grammar(words: Vocabulary) -> Grammar:
    if words.settings is None:
        return claim_grammar(None, {})
    unavailable = words.unavailable | dict.fromkeys(words.quantities, MEASURED)
    return claim_grammar(words.settings, unavailable)


def claim_grammar(
    names: Iterable[str] | None, unavailable: Mapping[str, str], conditionals: bool = False
) -> Grammar:
    """Arithmetic over ``names``, elementary functions, every statistic, every law as ``law.name(...)``.

    With ``conditionals`` also ``a if x > 0 else b``: in the lines of figures, whose values are plain arrays.
    """
    statistics, laws = registry.names("statistics"), registry.names("laws")
    return Grammar(
        names=None if names is None else frozenset(names),
        functions=_Arities("statistics", MATHS),
        laws=_Arities("laws", {}),
        unavailable=unavailable,
        loose=frozenset(statistics),
        keyword=frozenset([*statistics, *(f"law.{name}" for name in laws)]),
        allow_strings=True,
        allow_subscripts=True,
        allow_conditionals=conditionals,
        numeric=False,
    )


class _Arities(Mapping):
    """Fewest and most arguments of ``others`` and of every concept of ``kind``.

    A statistic or a law is the function that is named as its file, which is read when it is asked for.
    """

    def __init__(self, kind: str, others: Mapping[str, Arity]) -> None:
        self.kind, self.others = kind, others

    def __getitem__(self, name: str) -> Arity:
        if name in self.others:
            return self.others[name]
        if name not in registry.names(self.kind):
            raise KeyError(name)
        signature = declaration(self.kind, name).functions[name]
        hidden = _SET_BY_THE_INTERVAL if self.kind == "statistics" else ()
        given = [argument for argument in signature.names if argument not in hidden]
        return signature.required, len(given) + _MANY * signature.any_name

    def __iter__(self) -> Iterator[str]:
        return iter([*self.others, *registry.names(self.kind)])

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _check_words(tree: ast.expr, words: Vocabulary) -> None:
    """Optimizers, coordinates, axes and statuses that the expression names must exist."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript):
            _check_keys(node, words)
        elif isinstance(node, ast.Compare):
            _check_status(node)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "at":
            _check_axes(node, words)


def _check_keys(node: ast.Subscript, words: Vocabulary) -> None:
    known = [*words.optimizers, *words.coordinates]
    for key in node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]:
        if isinstance(key, ast.Constant) and isinstance(key.value, str) and key.value not in known:
            message = f"there is no optimizer or coordinate '{key.value}'{nearest(key.value, known)}"
            raise ExpressionError(message, key.col_offset + 1)


def _check_axes(node: ast.Call, words: Vocabulary) -> None:
    known = [*words.axes, *_PLACES]
    for keyword in node.keywords:
        if keyword.arg not in known:
            message = f"there is no axis '{keyword.arg}'{nearest(keyword.arg or '', known)}"
            raise ExpressionError(message, keyword.col_offset + 1)


def _check_status(node: ast.Compare) -> None:
    labels = [status.label for status in Status]
    for side in (node.left, *node.comparators):
        if isinstance(side, ast.Constant) and isinstance(side.value, str) and side.value not in labels:
            near = nearest(side.value, labels) or f"; there are {', '.join(labels)}"
            raise ExpressionError(f"there is no status '{side.value}'{near}", side.col_offset + 1)
