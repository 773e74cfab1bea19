"""Where the gallery lives: the lecture's scenarios, in the order of the texts, and their pictures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from simlab.errors import UsageError, nearest
from simlab.gallery.texts import SECTIONS, Section, place
from simlab.scenario import Scenario, load

SCENARIOS, PICTURES = Path("scenarios", "lecture"), Path("figures", "lecture")
PAGE, MANIFEST = Path("figures", "README.md"), PICTURES / "manifest.json"


@dataclass(frozen=True)
class Exhibit:
    """A scenario of the lecture and its section; ``order`` sorts exhibits as the texts do."""

    scenario: Scenario
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
    ScenarioError
        If one is wrong.
    UsageError
        If its source names no section of the texts.
    """
    found = []
    for path in sorted((folder / SCENARIOS).rglob("*.toml")):
        scenario = load(path)
        try:
            section, landmark = place(scenario.source)
        except UsageError as error:
            raise UsageError(f"{path}, line {scenario.line('', 'source') or 1}: {error}") from None
        name = path.relative_to(folder / SCENARIOS).with_suffix("").as_posix()
        found.append(Exhibit(scenario, SECTIONS[section], (section, landmark, name)))
    return sorted(found, key=lambda exhibit: exhibit.order)


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
