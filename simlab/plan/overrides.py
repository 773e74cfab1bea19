"""What the values of a sweep set in the sections of a variant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def under(path: str, overrides: Mapping[str, Any]) -> dict[str, Any]:
    """The overrides of the keys directly under ``path``."""
    prefix = f"{path}."
    return {key[len(prefix) :]: value for key, value in overrides.items() if key.startswith(prefix)}


def with_overrides(given: Mapping[str, Any], overrides: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a section; ``curvatures.0`` sets one number of a list."""
    values = dict(given)
    for key, value in overrides.items():
        name, _, position = key.removeprefix("parameters.").partition(".")
        if position.isdigit():
            values[name] = [value if k == int(position) else old for k, old in enumerate(values[name])]
        elif not position:
            values[name] = value
    return values
