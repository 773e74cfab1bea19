"""What a validation error says, in the words of this project."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from simlab.errors import nearest

_KINDS = {
    "string_type": "a text",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "a table",
    "model_type": "a table",
    "model_attributes_type": "a table",
}
_BOUNDS = {
    "greater_than_equal": ("must be at least", "ge"),
    "greater_than": ("must be greater than", "gt"),
    "less_than_equal": ("must be at most", "le"),
    "less_than": ("must be less than", "lt"),
}


def described(value: Any) -> str:
    """``value`` as a message names what was found."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"the text '{value if len(value) <= 40 else value[:37] + '...'}'"
    if isinstance(value, (int, float)):
        return f"{value:.12g}" if isinstance(value, float) else _whole(value)
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, Sequence):
        return "a list"
    return "a date or time"


def _whole(value: int) -> str:
    return str(value) if abs(value) < 10**15 else f"{float(value):.6g}" if abs(value) < 10**300 else "huge"


def message(errors: Sequence[Mapping[str, Any]], model: type[BaseModel]) -> str:
    """One sentence for all ``errors`` that pydantic reports of one value; several are those of a union."""
    kinds = list(dict.fromkeys(_KINDS[error["type"]] for error in errors if error["type"] in _KINDS))
    others = [error for error in errors if error["type"] not in _KINDS]
    if others:
        return _one(others[0], model)
    return f"must be {' or '.join(kinds)}, not {described(errors[0]['input'])}"


def _one(error: Mapping[str, Any], model: type[BaseModel]) -> str:
    kind, context, value = error["type"], error.get("ctx", {}), error["input"]
    if kind == "extra_forbidden":
        return f"unknown key{suggestion(str(error['loc'][-1]), keys_of(model))}"
    if kind == "missing":
        return f"is missing{_purpose(str(error['loc'][-1]), model)}"
    if kind in _BOUNDS:
        words, bound = _BOUNDS[kind]
        return f"{words} {context[bound]:g}, not {described(value)}"
    if kind == "literal_error":
        choices = re.findall(r"'([^']*)'", context["expected"])
        return choice_message(value, choices)
    if kind == "too_short" and context["actual_length"] == 0:
        return "must not be empty"
    if kind in ("too_short", "too_long"):
        words, bound = ("least", "min_length") if kind == "too_short" else ("most", "max_length")
        return f"must have at {words} {context[bound]} entries, not {context['actual_length']}"
    if kind == "string_pattern_mismatch":
        return f"may hold letters, digits, '_' and '-' only, not {described(value)}"
    if kind == "finite_number":
        return f"must be finite, not {described(value)}"
    text = error["msg"].removeprefix("Value error, ")
    return text[:1].lower() + text[1:]


def choice_message(value: Any, choices: Sequence[str]) -> str:
    """That ``value`` is none of ``choices``, and which is nearest."""
    known = ", ".join(f"'{choice}'" for choice in choices)
    if not isinstance(value, str):
        return f"must be {'one of ' if len(choices) > 1 else ''}{known}, not {described(value)}"
    return f"must be {'one of ' if len(choices) > 1 else ''}{known}, not '{value}'{nearest(value, choices)}"


def suggestion(name: str, known: Sequence[str]) -> str:
    """The nearest known name, or all of them if none is near and they are few."""
    near = nearest(name, known)
    return near or (f"; known keys: {', '.join(known)}" if 0 < len(known) <= 16 else "")


def keys_of(model: type[BaseModel]) -> list[str]:
    """The keys of a table as they are written in a file."""
    return [field.alias or name for name, field in model.model_fields.items()]


def _purpose(key: str, model: type[BaseModel]) -> str:
    for name, field in model.model_fields.items():
        if key in (name, field.alias) and field.description:
            return f": {field.description}"
    return ""
