"""``figures/lecture/manifest.json``: the numbers behind every picture, in the order of the texts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from simlab.errors import UsageError
from simlab.gallery.place import MANIFEST
from simlab.results.files import atomic_write

_UNFOLDED = ("claims", "pictures", "numbers")  # lists that get a line for each of their items


def read(folder: Path) -> dict[str, dict[str, Any]]:
    """The entries of the gallery under ``folder`` (a clone's root), by name; empty where there is none yet.

    Raises
    ------
    UsageError
        If the file is damaged.
    """
    path = folder / MANIFEST
    if not path.exists():
        return {}
    try:
        return {one["name"]: one for one in json.loads(path.read_text(encoding="utf-8"))}
    except (ValueError, TypeError, KeyError) as error:
        raise UsageError(f"{path} is damaged: {error}") from error


def write(folder: Path, entries: list[dict[str, Any]]) -> None:
    """Write the entries in this order: short lines, so that a change shows where it is."""
    text = ",\n".join(_unfolded(one, 0) for one in entries)
    atomic_write(folder / MANIFEST, f"[\n{text}\n]\n")


def _unfolded(item: dict[str, Any], depth: int) -> str:
    """``item`` as JSON with one line a key, and one an item for the lists of ``_UNFOLDED``."""
    inside = " " * (depth + 1)
    lines = []
    for key, value in item.items():
        if key in _UNFOLDED and value:
            rows = [
                _unfolded(row, depth + 2)
                if any(name in row for name in _UNFOLDED)
                else f"{inside} {_folded(row)}"
                for row in value
            ]
            text = "[\n" + ",\n".join(rows) + f"\n{inside}]"
        else:
            text = _folded(value)
        lines.append(f"{inside}{json.dumps(key)}: {text}")
    return f"{' ' * depth}{{\n" + ",\n".join(lines) + f"\n{' ' * depth}}}"


def _folded(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
