"""What ``preset`` fills in: the numbers and the form that another library gives an optimizer by default."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from simlab import registry
from simlab.scenario.declarations import declaration

Filled = dict[str, float | str | None]


def preset_of(entry: Mapping[str, Any]) -> Filled:
    """What the preset of an ``[[optimizer]]`` says of its kind; nothing where either is unknown."""
    preset, kind = entry.get("preset"), entry.get("kind")
    if preset not in registry.names("presets") or kind not in registry.names("optimizers"):
        return {}
    return _optimizers(str(preset)).get(str(kind), {})


def preset_complaints(entry: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong with the preset, as key and message: no such rule, or a number that it leaves open."""
    preset, kind = entry.get("preset"), entry.get("kind")
    if preset not in registry.names("presets") or kind not in registry.names("optimizers"):
        return
    known = _optimizers(str(preset))
    if kind not in known:
        others = [name for name in registry.names("presets") if kind in _optimizers(name)]
        elsewhere = f"; {kind} is in {' and '.join(others)}" if others else f"; no preset has {kind}"
        yield "preset", f"{preset} has no {kind}; it has {', '.join(sorted(known))}{elsewhere}"
    for key, value in known.get(str(kind), {}).items():
        usual = declaration("optimizers", str(kind)).parameters.get(key)
        if value is None and key not in entry and usual is not None and usual.default is not None:
            yield key, f"must be given: {preset} has no default for it"


def _optimizers(preset: str) -> dict[str, Filled]:
    return registry.load("presets", preset).OPTIMIZERS
