"""Running the lecture's scenarios for the gallery, to write it or to compare it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from simlab import pipeline
from simlab.errors import SimlabError, UsageError
from simlab.gallery import manifest, page
from simlab.gallery.difference import differences
from simlab.gallery.entry import entry
from simlab.gallery.pictures import keep
from simlab.gallery.place import PICTURES, Exhibit, chosen, exhibits
from simlab.gallery.stopwatch import Stopwatch
from simlab.settings import Reporter, Settings
from simlab.verdicts.verdict import SUPPORTED


@dataclass(frozen=True)
class Outcome:
    """How one scenario ended: its name, an exit code, and what is wrong, in words."""

    name: str
    exit_code: int
    faults: list[str]


def make(
    root: Path, names: tuple[str, ...], settings: Settings, reporter: Callable[[str], Reporter]
) -> Iterator[Outcome]:
    """Check every scenario of the lecture under ``root``, or those of ``names``, and write the gallery.

    ``reporter(name)`` hears of a run. Page and manifest are written after each scenario, so that what is done
    stays done; one that fails leaves its old entry. What belongs to scenarios that are gone goes.
    """
    found = exhibits(root)
    kept = manifest.read(root)
    for exhibit in chosen(found, names):
        folder = root / PICTURES / exhibit.name
        try:
            fresh, check = _fresh(exhibit, settings, reporter(exhibit.name), folder)
        except SimlabError as error:
            yield Outcome(exhibit.name, error.exit_code, [str(error)])
            continue
        kept[exhibit.name] = _with_time(fresh, kept.get(exhibit.name))
        _write(root, found, kept)
        yield Outcome(exhibit.name, check.exit_code, _faults(check))
    _tidy(root, found)
    _write(root, found, kept)


def compare(
    root: Path, names: tuple[str, ...], settings: Settings, reporter: Callable[[str], Reporter]
) -> Iterator[Outcome]:
    """Run the same scenarios and say what differs from the manifest."""
    found, kept = exhibits(root), manifest.read(root)
    for exhibit in chosen(found, names):
        try:
            fresh, _ = _fresh(exhibit, settings, reporter(exhibit.name), None)
            words = list(differences(kept.get(exhibit.name), fresh))
            yield Outcome(exhibit.name, int(bool(words)), words)
        except SimlabError as error:
            yield Outcome(exhibit.name, error.exit_code, [str(error)])
    known = [exhibit.name for exhibit in found]
    gone = [name for name in kept if name not in known and not names]
    yield from (Outcome(name, 1, ["its scenario is gone"]) for name in gone)


def _faults(check: pipeline.Check) -> list[str]:
    """The claims that are not supported, with what was measured, and the controls that do not refute."""
    verdicts = [
        f"{verdict.verdict} {verdict.id}: {verdict.message}"
        for verdict in check.run.verdicts
        if verdict.verdict != SUPPORTED
    ]
    missed = [
        f"control {name} does not refute {', '.join(claims)}"
        for name, claims in check.toothless.items()
        if claims
    ]
    return [*verdicts, *missed]


def _fresh(
    exhibit: Exhibit, settings: Settings, reporter: Reporter, folder: Path | None
) -> tuple[dict[str, Any], pipeline.Check]:
    """The manifest's entry of a fresh run; with a ``folder``, of a check whose pictures are kept there."""
    watch, path = Stopwatch(reporter), exhibit.path
    with closing(reporter), tempfile.TemporaryDirectory(prefix="simlab-") as temporary:
        inside = replace(settings, out=Path(temporary), figures=True)
        if folder is None:
            check = pipeline.Check(pipeline.run(path, inside, watch), {}, {}, [])
        else:
            check = pipeline.check(path, inside, watch)
        if check.run.faults:
            raise UsageError("\n".join(f"{path}: {fault}" for fault in check.run.faults))
        files = [] if folder is None else keep(check.run.figures, folder)
        return entry(exhibit, check, files, watch.seconds()), check


def _with_time(fresh: dict[str, Any], kept: dict[str, Any] | None) -> dict[str, Any]:
    """``fresh`` with the time that was kept if the run is the same: the same gallery has the same bytes."""
    digests = ("scenario_digest", "results_digest")
    if kept and all(kept[key] == fresh[key] for key in digests):
        return fresh | {"seconds": kept["seconds"]}
    return fresh


def _write(root: Path, found: list[Exhibit], kept: dict[str, Any]) -> None:
    entries = [kept[exhibit.name] for exhibit in found if exhibit.name in kept]
    manifest.write(root, entries)
    page.write(root, entries)


def _tidy(root: Path, found: list[Exhibit]) -> None:
    """Delete the folders of pictures that belong to no scenario."""
    known = [root / PICTURES / exhibit.name for exhibit in found]
    needed = {*known, *(parent for path in known for parent in path.parents)}
    for path in sorted((root / PICTURES).rglob("*"), reverse=True):
        if path.is_dir() and path not in needed:
            shutil.rmtree(path)
