"""Where the gallery lives: the lecture's scenarios, in the order of the texts, and their pictures."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simlab.errors import UsageError, nearest
from simlab.gallery.texts import SECTIONS, Section, place

SCENARIOS, PICTURES = Path("scenarios", "lecture"), Path("figures", "lecture")
PAGE, MANIFEST = Path("figures", "README.md"), PICTURES / "manifest.json"


@dataclass(frozen=True)
class Exhibit:
    """A scenario of the lecture, as its file stands, and its section; ``order`` sorts as the texts do.

    ``claims`` are ids and sentences. The file is read, not checked: a run does that.
    """

    path: Path
    title: str
    question: str
    source: str
    claims: tuple[tuple[str, str], ...]
    section: Section
    order: tuple[int, int, str]

    @property
    def name(self) -> str:
        """The scenario's path below the lecture's folder, without its ending: that of its pictures too."""
        return self.order[-1]


def root() -> Path:
    """The current folder if it holds the lecture's scenarios, else simlab's own clone.

    Raises
    ------
    UsageError
        If neither does.
    """
    for folder in (Path(), Path(__file__).parents[2]):
        if (folder / SCENARIOS).is_dir():
            return folder
    raise UsageError(
        f"there is no folder {SCENARIOS} here: the lecture's scenarios come with a clone of simlab"
    )


def exhibits(folder: Path) -> list[Exhibit]:
    """Every scenario of the lecture under ``folder`` (a clone's root), in the order of the texts.

    Raises
    ------
    UsageError
        If one is no TOML, or its source names no section of the texts.
    """
    found = [_exhibit(path, folder) for path in (folder / SCENARIOS).rglob("*.toml")]
    return sorted(found, key=lambda exhibit: exhibit.order)


def _exhibit(path: Path, folder: Path) -> Exhibit:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}") from error
    title, question, source = (_text(tables, key) for key in ("title", "question", "source"))
    try:
        section, landmark = place(source)
    except UsageError as error:
        raise UsageError(f"{path}, line {_line_of_source(path)}: {error}") from None
    entries = tables.get("claim")
    claims = [one for one in entries if isinstance(one, dict)] if isinstance(entries, list) else []
    name = path.relative_to(folder / SCENARIOS).with_suffix("").as_posix()
    return Exhibit(
        path,
        title,
        question,
        source,
        tuple((_text(claim, "id"), _text(claim, "text")) for claim in claims),
        SECTIONS[section],
        (section, landmark, name),
    )


def _text(table: dict[str, Any], key: str) -> str:
    return str(table.get(key, ""))


def _line_of_source(path: Path) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next((number for number, line in enumerate(lines, 1) if line.startswith("source")), 1)


def chosen(found: list[Exhibit], names: tuple[str, ...]) -> list[Exhibit]:
    """The exhibits of these ``names``; all if there are none.

    Raises
    ------
    UsageError
        If a name is unknown.
    """
    known = [exhibit.name for exhibit in found]
    for name in names:
        if name not in known:
            raise UsageError(f"the lecture has no scenario '{name}'{nearest(name, known)}")
    return [exhibit for exhibit in found if not names or exhibit.name in names]
