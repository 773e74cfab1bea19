"""Checks of single values of ``[data]``, in the words that a fault shows."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator
from pydantic_core import PydanticCustomError, core_schema

from simlab.parameters import Parameter


def wrong(text: str) -> PydanticCustomError:
    """The error that a value is not what it should be."""
    return PydanticCustomError("simlab", "{text}", {"text": text})


def whole(value: Any) -> Any:
    """``1e3`` as the whole number it is; anything else as it came."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def character(value: str) -> str:
    """One character that can stand between the cells of a line."""
    if len(value) != 1 or value in '"\r\n':
        raise wrong(f"must be one character, as ',' or ';' or '\\t', not {value!r}")
    return value


def known_encoding(value: str) -> str:
    """The name of an encoding of text."""
    try:
        "".encode(value)
        return codecs.lookup(value).name
    except (LookupError, ValueError) as error:
        raise wrong(f"unknown encoding '{value}'; usual ones are 'utf-8', 'latin-1', 'cp1252'") from error


Whole = Annotated[int, BeforeValidator(whole)]
Character = Annotated[str, AfterValidator(character)]
Encoding = Annotated[str, AfterValidator(known_encoding)]


@dataclass(frozen=True)
class Declared:
    """A value of a declared parameter: a number in its range, or a list of such for a vector."""

    parameter: Parameter

    def check(self, value: Any) -> float | list[float]:
        """``value`` as numbers; raises ``wrong(...)``."""
        if self.parameter.vector and isinstance(value, list) and value:
            return [self._number(one) for one in value]
        return self._number(value)

    def _number(self, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise wrong(f"must be a number{' or a list of numbers' * self.parameter.vector}, not {value!r}")
        complaint = self.parameter.complaint(value)
        if complaint:
            raise wrong(complaint)
        return float(value)

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(self.check)

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> dict[str, Any]:
        number: dict[str, Any] = {"type": "integer" if self.parameter.integer else "number"}
        return {"anyOf": [number, {"type": "array", "items": number}]} if self.parameter.vector else number
