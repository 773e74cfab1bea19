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

from simlab.expressions.grammar import Grammar, number_grammar
from simlab.scenario.messages import choice_message, described

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")
_DOTTED = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?=[0-9])){0,59}")
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
    """A name that paths can hold; as an ``identifier`` also one that expressions can.

    A ``dotted`` one may hold a number with a decimal point.
    """

    identifier: bool = False
    dotted: bool = False

    @property
    def _pattern(self) -> re.Pattern:
        return _IDENTIFIER if self.identifier else _DOTTED if self.dotted else _NAME

    def check(self, value: Any, context: Context) -> str:
        """``value`` itself."""
        if not isinstance(value, str):
            raise wrong(f"must be a text, not {described(value)}")
        if not self._pattern.fullmatch(value):
            begin, marks = ("a letter or a digit", ", digits, '_' and '-'")
            if self.identifier:
                begin, marks = ("a letter", ", digits and '_'")
            rule = f"must begin with {begin} and hold only letters{marks}, at most 60"
            raise wrong(f"{rule}, not {described(value)}")
        return value

    def schema(self) -> dict[str, Any]:
        """A string of a pattern."""
        return {"type": "string", "pattern": f"^{self._pattern.pattern}$"}


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
