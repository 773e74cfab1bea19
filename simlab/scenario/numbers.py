"""Checks of numbers: literals within the bounds of a parameter, and expressions in their place."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from pydantic_core import PydanticCustomError

from simlab.expressions.errors import ExpressionError
from simlab.expressions.grammar import Grammar
from simlab.expressions.parse import parse
from simlab.parameters import Parameter
from simlab.scenario.messages import described
from simlab.scenario.values import Check, Context, wrong

# A number, an expression, a list of these, or a list of points.
Number = float | str | list[float | str] | list[list[float | str]]


@dataclass(frozen=True)
class Real(Check):
    """A finite number within the bounds of ``parameter``; also the text of an expression, if allowed.

    The expression itself is checked elsewhere, where its grammar is known.
    """

    parameter: Parameter = field(default_factory=lambda: Parameter("number"))
    expression: bool = False

    def check(self, value: Any, context: Context) -> float | str:
        """``value`` as a float, or the text."""
        if self.expression and isinstance(value, str):
            return value
        return finite(value, self.parameter, "a number or an expression" if self.expression else "a number")

    def schema(self) -> dict[str, Any]:
        """A number, or a text."""
        return number_schema(self.parameter, self.expression)


@dataclass(frozen=True)
class Numeric(Check):
    """A number for ``parameter``, or an expression over the names of the context and ``siblings``."""

    parameter: Parameter
    siblings: frozenset[str] = frozenset()

    def check(self, value: Any, context: Context) -> Number:
        """A float, the text of an expression, or a list of them if the parameter is a vector."""
        grammar = context.grammar(self.siblings)
        if self.parameter.entries == "points":
            return _points(value, self.parameter, grammar)
        if not (self.parameter.vector and isinstance(value, list)):
            return checked_number(value, self.parameter, grammar)
        if not value:
            raise wrong("must hold at least one number")
        return [_item(item, position, self.parameter, grammar) for position, item in enumerate(value)]

    def schema(self) -> dict[str, Any]:
        """A number, an expression, or a list."""
        return number_schema(self.parameter, expression=True)


def _points(value: Any, parameter: Parameter, grammar: Grammar) -> Number:
    """A list of lists of numbers; that each has one a coordinate is checked where the dimension is known."""
    if not (isinstance(value, list) and value and all(isinstance(point, list) for point in value)):
        raise wrong(f"must be a list of points, as in [[0, 0], [1, 2]], not {described(value)}")
    return [[_item(item, k, parameter, grammar) for k, item in enumerate(point)] for point in value]


def _item(value: Any, position: int, parameter: Parameter, grammar: Grammar) -> float | str:
    try:
        return checked_number(value, parameter, grammar)
    except PydanticCustomError as error:
        raise wrong(f"number {position + 1}: {error.message()}") from None


def checked_number(value: Any, parameter: Parameter, grammar: Grammar) -> float | str:
    """``value`` as a float, or as the text of an expression that obeys ``grammar``."""
    if not isinstance(value, str):
        several = "a number, a list of numbers or an expression"
        return finite(value, parameter, several if parameter.vector else "a number or an expression")
    try:
        parse(value, grammar)
    except ExpressionError as error:
        raise wrong(expression_fault(value, error)) from None
    return value


def finite(value: Any, parameter: Parameter, expected: str) -> float:
    """``value`` as a float within the bounds of ``parameter``."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise wrong(f"must be {expected}, not {described(value)}")
    try:
        number = float(value)
    except OverflowError:
        raise wrong("must be finite, not a number of more than 308 digits") from None
    if complaint := parameter.complaint(number):
        raise wrong(complaint)
    return number


def expression_fault(expression: str, error: ExpressionError) -> str:
    """What is wrong with an expression, together with its text."""
    flat = " ".join(expression.split())
    shown = f"expression '{flat if len(flat) <= 60 else flat[:57] + '...'}'"
    return f"{shown} {error}" if error.column is None else f"{shown}, {error}"


def number_schema(parameter: Parameter, expression: bool) -> dict[str, Any]:
    """JSON Schema of a parameter's value."""
    bounds = {
        "minimum": parameter.minimum,
        "maximum": parameter.maximum,
        "exclusiveMinimum": parameter.above,
        "exclusiveMaximum": parameter.below,
    }
    plain: dict[str, Any] = {"type": "integer" if parameter.integer else "number"}
    plain |= {key: bound for key, bound in bounds.items() if math.isfinite(bound)}
    if not expression:
        return plain
    forms: list[dict[str, Any]] = [plain, {"type": "string", "description": "an expression"}]
    if parameter.entries == "points":
        point = {"type": "array", "items": {"anyOf": forms}, "minItems": 1}
        return {"type": "array", "items": point, "minItems": 1}
    if parameter.vector:
        forms.append({"type": "array", "items": {"anyOf": list(forms)}, "minItems": 1})
    return {"anyOf": forms}
