"""Checks of single values: each says in plain words what it takes, and gives its own JSON Schema.

They stand in annotations, as in ``steps: Annotated[int, Whole(1, 1_000_000_000)]``.
"""

from __future__ import annotations

import math
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic_core import PydanticCustomError, core_schema

from simlab.expressions.errors import ExpressionError
from simlab.expressions.grammar import Grammar, number_grammar
from simlab.expressions.parse import parse
from simlab.parameters import Parameter
from simlab.scenario.messages import choice_message, described

Number = float | str | list[float | str]  # a number, an expression, or one of these a coordinate

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")
_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}")


class Table(BaseModel):
    """A table of a scenario: immutable, and closed to unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True)
class Context:
    """What the expressions of a table may use; ``names`` is ``None`` where it cannot be known."""

    names: frozenset[str] | None = None
    unavailable: Mapping[str, str] = field(default_factory=dict)

    def grammar(self, siblings: Iterable[str] = ()) -> Grammar:
        """The grammar of a number beside the parameters ``siblings``."""
        names = None if self.names is None else self.names | frozenset(siblings)
        return number_grammar(names, self.unavailable)


def wrong(text: str) -> PydanticCustomError:
    """The error that a value is not what it should be."""
    return PydanticCustomError("simlab", "{text}", {"text": text})


class Check(ABC):
    """Validates one value; to be used in ``Annotated``."""

    @abstractmethod
    def check(self, value: Any, context: Context) -> Any:
        """``value`` as the model holds it; raises ``wrong(...)``."""

    @abstractmethod
    def schema(self) -> dict[str, Any]:
        """JSON Schema of what is accepted."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> core_schema.CoreSchema:
        def validate(value: Any, info: core_schema.ValidationInfo) -> Any:
            return self.check(value, info.context if isinstance(info.context, Context) else Context())

        return core_schema.with_info_plain_validator_function(validate)

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> dict[str, Any]:
        return self.schema()


@dataclass(frozen=True)
class Whole(Check):
    """A whole number from ``least`` to ``most``; 1e6 counts as whole."""

    least: int
    most: int

    def check(self, value: Any, context: Context) -> int:
        """``value`` as an int."""
        if isinstance(value, float) and math.isfinite(value) and value == int(value):
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            raise wrong(f"must be a whole number, not {described(value)}")
        if not self.least <= value <= self.most:
            shown = f"{value:,}" if abs(value) < 10**15 else described(value)
            raise wrong(f"must lie between {self.least:,} and {self.most:,}, not {shown}")
        return value

    def schema(self) -> dict[str, Any]:
        """An integer."""
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


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
class Text(Check):
    """A text that is not blank, or any text if ``blank``."""

    blank: bool = False

    def check(self, value: Any, context: Context) -> str:
        """``value`` itself."""
        if not isinstance(value, str):
            raise wrong(f"must be a text, not {described(value)}")
        if not self.blank and not value.strip():
            raise wrong("must not be empty")
        return value

    def schema(self) -> dict[str, Any]:
        """A string."""
        return {"type": "string"} if self.blank else {"type": "string", "minLength": 1}


@dataclass(frozen=True)
class Name(Check):
    """A name that paths can hold; as an ``identifier`` also one that expressions can."""

    identifier: bool = False

    def check(self, value: Any, context: Context) -> str:
        """``value`` itself."""
        if not isinstance(value, str):
            raise wrong(f"must be a text, not {described(value)}")
        if not (_IDENTIFIER if self.identifier else _NAME).fullmatch(value):
            begin, marks = ("a letter or a digit", ", digits, '_' and '-'")
            if self.identifier:
                begin, marks = ("a letter", ", digits and '_'")
            rule = f"must begin with {begin} and hold only letters{marks}, at most 60"
            raise wrong(f"{rule}, not {described(value)}")
        return value

    def schema(self) -> dict[str, Any]:
        """A string of a pattern."""
        pattern = _IDENTIFIER if self.identifier else _NAME
        return {"type": "string", "pattern": f"^{pattern.pattern}$"}


@dataclass(frozen=True)
class Choice(Check):
    """One of some words."""

    choices: tuple[str, ...]

    def check(self, value: Any, context: Context) -> str:
        """``value`` itself."""
        if value not in self.choices:
            raise wrong(choice_message(value, self.choices))
        return value

    def schema(self) -> dict[str, Any]:
        """An enumeration."""
        return {"enum": list(self.choices)}


@dataclass(frozen=True)
class Numeric(Check):
    """A number for ``parameter``, or an expression over the names of the context and ``siblings``."""

    parameter: Parameter
    siblings: frozenset[str] = frozenset()

    def check(self, value: Any, context: Context) -> Number:
        """A float, the text of an expression, or a list of them if the parameter is a vector."""
        grammar = context.grammar(self.siblings)
        if not (self.parameter.vector and isinstance(value, list)):
            return checked_number(value, self.parameter, grammar)
        if not value:
            raise wrong("must hold at least one number")
        return [_item(item, position, self.parameter, grammar) for position, item in enumerate(value)]

    def schema(self) -> dict[str, Any]:
        """A number, an expression, or a list."""
        return number_schema(self.parameter, expression=True)


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
    if parameter.vector:
        forms.append({"type": "array", "items": {"anyOf": list(forms)}, "minItems": 1})
    return {"anyOf": forms}
