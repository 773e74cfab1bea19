"""Which names, functions and forms an expression may use; each place in a scenario has its own grammar."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

Arity = tuple[int, int]  # fewest and most arguments

CONSTANTS = {"pi": math.pi, "e": math.e}
MATHS: dict[str, Arity] = {
    **dict.fromkeys(("sqrt", "exp", "log", "sin", "cos", "tanh", "abs"), (1, 1)),
    "min": (2, 16),
    "max": (2, 16),
}
SURFACE_FUNCTIONS: dict[str, Arity] = {
    **MATHS,
    **dict.fromkeys(("tan", "sigmoid", "softplus", "erf"), (1, 1)),
}
SERIES: dict[str, Arity] = dict.fromkeys(("sum", "prod"), (1, 1))  # over the terms of a range

# Names that a generated surface, or an expression over its constants, gives a meaning of its own.
RESERVED = frozenset(
    [
        *("x", "gradient", "hessian", "residuals", "jacobian", "dimension", "steps", "law"),
        *("lambda_max", "lambda_min", "kappa", "sum", "prod", "range"),
        *("math", "where", "minimum", "maximum", "absolute", "power", "integer_power"),
        *CONSTANTS,
        *SURFACE_FUNCTIONS,
    ]
)


@dataclass(frozen=True)
class Grammar:
    """What may stand in an expression.

    ``names`` are its variables (``None``: any name), ``unavailable`` maps names that exist but cannot be used
    here to the reason, ``laws`` the functions that ``law.<name>(...)`` may call. Text may only be compared,
    be the key of a subscript, or be an argument. ``loose`` are functions that take any kind of argument, not
    only numbers, and ``keyword`` those whose arguments may be given by name. ``vector`` is the name, if any,
    whose coordinates are written ``x[0]``, ``x[i]``; with it come ``sum`` and ``prod`` over a range, and the
    number ``dimension``.
    """

    names: frozenset[str] | None
    functions: Mapping[str, Arity] = field(default_factory=lambda: MATHS)
    laws: Mapping[str, Arity] = field(default_factory=dict)
    unavailable: Mapping[str, str] = field(default_factory=dict)
    vector: str = ""
    loose: frozenset[str] = frozenset()
    keyword: frozenset[str] = frozenset()
    allow_strings: bool = False
    allow_subscripts: bool = False
    allow_conditionals: bool = True
    numeric: bool = True  # the whole must be a number, not a condition

    def known(self) -> list[str]:
        """Every word that may stand in the text, for suggestions."""
        return [*(self.names or ()), *(["dimension"] if self.vector else []), *CONSTANTS, *self.functions]


def number_grammar(names: Iterable[str] | None, unavailable: Mapping[str, str] | None = None) -> Grammar:
    """The grammar of a number in a scenario: arithmetic over ``names``."""
    return Grammar(None if names is None else frozenset(names), unavailable=unavailable or {})


def surface_grammar(variables: Iterable[str], parameters: Iterable[str]) -> Grammar:
    """The grammar of a surface's formula."""
    return Grammar(frozenset([*variables, *parameters]), SURFACE_FUNCTIONS)


def vector_grammar(parameters: Iterable[str]) -> Grammar:
    """The grammar of a surface's formula over the coordinates ``x[i]`` of a point of any dimension."""
    return Grammar(frozenset(["x", *parameters]), SURFACE_FUNCTIONS | SERIES, vector="x")
