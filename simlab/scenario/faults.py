"""Collects every fault of a scenario, with the table, the key and the line it stands on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from simlab.errors import Fault, ScenarioError, nearest
from simlab.scenario.lines import Location
from simlab.scenario.messages import message

_TABLES = [(key,) for key in ("problem", "run", "start", "optimizer")]  # known even where they are missing
IDENTITIES = {
    "optimizer": "name",
    "hit": "name",
    "landscape": "name",
    "sweep": "name",
    "claim": "id",
    "control": "name",
    "figure": "name",
}


def identity(kind: str, entry: Any, index: int) -> str:
    """The name by which an entry of an array of tables is addressed; its number if it has none."""
    entry = entry if isinstance(entry, Mapping) else {}
    substitutes = {"optimizer": "kind", "gradient": "kind", "figure": "plot"}
    name = entry.get(IDENTITIES.get(kind, ""), entry.get(substitutes.get(kind, "")))
    if name is None and kind == "sweep":
        name = axis_name(entry.get("parameter"))
    return name if isinstance(name, str) and name else f"#{index + 1}"


def axis_name(parameter: Any) -> str | None:
    """The default name of a sweep: the last word of its (first) path."""
    path = parameter[0] if isinstance(parameter, (list, tuple)) and parameter else parameter
    if not isinstance(path, str):
        return None
    *_, before, last = ["", *path.split(".")]
    return f"{before}_{last}" if last.isdigit() else last


class Faults:
    """Faults of one file; ``raw`` are its tables and ``lines`` where their keys stand, if in the file."""

    def __init__(self, file: str, raw: Mapping[str, Any], lines: Mapping[Location, int | None]) -> None:
        self.file, self.raw, self.lines = file, raw, lines
        self.found: list[Fault] = []

    def add(self, location: Location, text: str) -> None:
        """Note that the value at ``location`` is wrong."""
        table, key = self.place(location)
        fault = Fault(text, table, key, self.line(location))
        if fault not in self.found:
            self.found.append(fault)

    def add_invalid(self, location: Location, error: ValidationError, model: type[BaseModel]) -> None:
        """Note everything that ``model`` found wrong with the table at ``location``."""
        groups: dict[Location, list[Mapping[str, Any]]] = {}
        for one in error.errors():
            groups.setdefault(self._existing((*location, *one["loc"]), one["type"]), []).append(one)
        unknown = [where[-1] for where, errors in groups.items() if errors[0]["type"] == "extra_forbidden"]
        for where, errors in groups.items():
            if errors[0]["type"] == "missing" and any(nearest(str(key), [str(where[-1])]) for key in unknown):
                continue  # one slip of the pen, one fault
            self.add(where, message(errors, _inner(model, where[len(location) : -1])))

    def raise_any(self) -> None:
        """Raise all faults as one ``ScenarioError``, if there are any."""
        if self.found:
            raise ScenarioError(self.file, self.found)

    def line(self, location: Location) -> int | None:
        """Line of ``location``, or of what is nearest around it; ``None`` for what an override put there."""
        while location and location not in self.lines:
            location = location[:-1]
        return self.lines.get(location)

    def place(self, location: Location) -> tuple[str, str]:
        """Table and key as a path names them: ``("optimizer.gd.clip_norm", "threshold")``."""
        table, rest = [str(part) for part in location[:1]], list(location[1:])
        if rest and isinstance(rest[0], int):
            index = rest.pop(0)
            table.append(identity(table[0], self.raw[table[0]][index], int(index)))
            if rest[:1] == ["schedule"] and len(rest) > 1:
                table.append(str(rest.pop(0)))
            elif rest[:1] == ["gradient"] and len(rest) > 1 and isinstance(rest[1], int):
                _, position, *rest = rest
                link = self.raw[table[0]][index]["gradient"][position]
                table.append(identity("gradient", link, int(position)))
        elif not rest and not self._is_table(location):
            return "", ".".join(table)
        return ".".join(table), ".".join(str(part) for part in rest)

    def _is_table(self, location: Location) -> bool:
        """Whether a place at the top level is, or should be, a table."""
        return location in _TABLES or isinstance(
            self.raw.get(str(location[0])) if location else {}, (dict, list)
        )

    def _existing(self, location: Location, kind: str) -> Location:
        """``location`` without the marks that pydantic adds for the members of a union."""
        value: Any = self.raw
        for depth, part in enumerate(location):
            try:
                value = value[part]
            except (KeyError, IndexError, TypeError):
                return location[: depth + (kind == "missing")]
        return location


def _inner(model: type[BaseModel], path: Location) -> type[BaseModel]:
    """The model of the table at ``path`` inside ``model``, for the names of its keys."""
    for part in path:
        field = next((f for n, f in model.model_fields.items() if part in (n, f.alias)), None)
        if field is None:
            continue
        nested = [
            kind
            for kind in _members(field.annotation)
            if isinstance(kind, type) and issubclass(kind, BaseModel)
        ]
        model = nested[0] if nested else model
    return model


def _members(annotation: Any) -> list[Any]:
    arguments = getattr(annotation, "__args__", ())
    return [annotation, *(member for argument in arguments for member in _members(argument))]
