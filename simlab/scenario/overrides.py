"""Setting keys of a scenario by path: ``--set``, controls, and the other names that parameters go by."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from simlab.errors import UsageError, nearest
from simlab.scenario.concepts import concept_key
from simlab.scenario.lines import Location
from simlab.scenario.paths import Target, concept_places, targets
from simlab.scenario.recording import DEFAULT
from simlab.scenario.sweeps import FORMS

_CHOOSERS = (
    "kind",
    "surface",
    "expression",
    "residuals",
)  # a table that has one of these replaces the old one


def apply_overrides(raw: Mapping[str, Any], overrides: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of the tables ``raw`` in which every path of ``overrides`` has its new value.

    Paths are set in order, so that a new ``kind`` makes its own keys known. A table that says ``kind`` (or
    ``surface``, ``expression``) replaces what is there; the keys of any other table are set one by one.

    Raises
    ------
    UsageError
        If a path leads nowhere; the message names the nearest one.
    """
    changed = without_aliases(raw).raw
    for path, value in overrides.items():
        _set(changed, path, value)
    return without_aliases(changed).raw


def _set(raw: dict[str, Any], path: str, value: Any) -> None:
    known = targets(raw)
    if isinstance(value, dict) and _is_merged(path, value):
        for key, inner in value.items():
            _set(raw, f"{path}.{key}", inner)
        return
    if path.startswith("record."):
        raw.setdefault("record", dict(DEFAULT))  # what was recorded without a table goes on being recorded
    if path not in known:
        raise UsageError(f"no key '{path}' to set{nearest(path, known)}")
    for location in known[path].locations:
        _assign(raw, location, deepcopy(value), known[path])


def _is_merged(path: str, value: Mapping[str, Any]) -> bool:
    """Whether the keys of a table are to be set one by one."""
    kind, *rest = path.split(".")
    if kind in ("sweep", "control", "figure") and len(rest) > 1:
        return False
    return not any(chooser in value for chooser in _CHOOSERS)


def _assign(raw: dict[str, Any], location: Location, value: Any, target: Target) -> None:
    *parents, last = location
    place: Any = raw
    for depth, part in enumerate(parents):
        if isinstance(place, dict) and not isinstance(place.get(part), (dict, list)):
            place[part] = list(target.default) if isinstance(location[depth + 1], int) else {}
        place = place[part]
    replaced = place[last] if len(location) == 2 and isinstance(last, int) else None
    if isinstance(replaced, dict) and isinstance(value, dict) and "name" not in value:
        value["name"] = replaced.get("name", replaced.get("kind"))  # an optimizer keeps its name
    place[last] = value
    if location[0] == "sweep" and len(location) > 2 and location[2] in FORMS:
        raw["sweep"][location[1]].pop("labels", None)  # they were the names of the old values


class Canonical:
    """Tables in which every parameter goes by its own name.

    ``renamed`` maps the location of such a key to that of the alias; ``clashes`` are aliases beside the key.
    """

    def __init__(self, raw: dict[str, Any]) -> None:
        self.raw = raw
        self.renamed: dict[Location, Location] = {}
        self.clashes: list[tuple[Location, str]] = []


def without_aliases(raw: Mapping[str, Any]) -> Canonical:
    """A copy of ``raw`` with ``lr`` and ``alpha`` replaced by ``learning_rate``, and so on."""
    result = Canonical(deepcopy(dict(raw)))
    for place in concept_places(result.raw):
        declared = place.declared
        for key, parameter in declared.parameters.items() if declared else ():
            for alias in parameter.aliases:
                _replace_alias(result, place.location, place.table, key, alias)
    return result


def _replace_alias(result: Canonical, location: Location, table: Any, key: str, alias: str) -> None:
    if alias not in table or alias in (key, concept_key("optimizers")):
        return
    value = table.pop(alias)
    if key in table:
        result.clashes.append(((*location, alias), f"is another name of '{key}', which is given too"))
    else:
        table[key] = value
        result.renamed[(*location, key)] = (*location, alias)
