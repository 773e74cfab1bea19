"""Loading a scenario: every fault of the file in one error, or the scenario."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, cast

from simlab.errors import SimlabError
from simlab.scenario.checks import check_draft
from simlab.scenario.concepts import KindTable
from simlab.scenario.draft import Draft
from simlab.scenario.faults import Faults
from simlab.scenario.lines import Location, key_lines
from simlab.scenario.model import Problem, Scenario
from simlab.scenario.overrides import apply_overrides, without_aliases
from simlab.scenario.paths import targets
from simlab.scenario.reading import read_tables
from simlab.scenario.source import parse_toml, read_text
from simlab.scenario.tables import Run, Titles


def load(path: Path | str, overrides: Mapping[str, Any] | None = None, *, controls: bool = True) -> Scenario:
    """The scenario in a file.

    Parameters
    ----------
    path : path
        A TOML file.
    overrides : mapping, optional
        ``{path: value}``, applied before anything is checked, as ``--set`` and controls do.
    controls : bool
        Whether to keep the controls. One that is at work makes the others meaningless: they change the file
        as it stands.

    Raises
    ------
    ScenarioError
        With every fault of the file.
    UsageError
        If an override names a path that the scenario does not have.
    """
    path = Path(path)
    return _build(read_text(path), path, overrides or {}, controls)


def load_part(
    path: Path | str,
    overrides: Mapping[str, Any],
    without: Collection[str],
    frozen: Mapping[str, Any] | None = None,
) -> Scenario:
    """The scenario in a file ``without`` some of its tables, and if ``frozen`` also without its sweeps.

    Parameters
    ----------
    path, overrides : as of ``load``.
    without : names of top-level tables to leave out, ``claim`` and ``noise`` for instance.
    frozen : mapping, optional
        The values that take the place of the swept numbers, by path.

    Raises
    ------
    ScenarioError, UsageError
        As ``load``.
    """
    path = Path(path)
    left_out = {*without, "sweep"} if frozen is not None else {*without}
    return _build(read_text(path), path, {**(frozen or {}), **overrides}, False, left_out)


def loads(
    text: str, name: Path | str = "scenario.toml", overrides: Mapping[str, Any] | None = None
) -> Scenario:
    """The scenario of a TOML text; ``name`` stands for the file in messages. See ``load``."""
    return _build(text, Path(name), overrides or {}, True)


def _build(
    text: str, path: Path, overrides: Mapping[str, Any], controls: bool, left_out: Collection[str] = ()
) -> Scenario:
    canonical = without_aliases(parse_toml(text, path))
    lines = key_lines(text.replace("\r\n", "\n"))
    lines |= {new: lines[old] for new, old in canonical.renamed.items() if old in lines}
    for table in left_out if controls else {*left_out, "control"}:
        canonical.raw.pop(table, None)
        lines = {at: line for at, line in lines.items() if at[0] != table}
    raw, standing = _overridden(canonical.raw, lines, overrides)
    faults = Faults(str(path), raw, standing)
    for location, message in canonical.clashes:
        faults.add(location, message)
    draft = _check(raw, faults)
    if not faults.found:
        _check_controlled(draft, raw, faults)
    faults.raise_any()
    return _scenario(draft, text, path, overrides, faults)


def _overridden(
    raw: dict[str, Any], lines: Mapping[Location, int], overrides: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[Location, int | None]]:
    """Tables with the overrides, and the lines of the file; what was replaced stands on none."""
    known = targets(raw)
    places = [place for path in overrides if path in known for place in known[path].locations]
    kept = {at: line for at, line in lines.items() if not any(at[: len(p)] == p for p in places)}
    return apply_overrides(raw, overrides) if overrides else raw, kept | dict.fromkeys(places)


def _check(raw: Mapping[str, Any], faults: Faults) -> Draft:
    draft = read_tables(raw, faults)
    check_draft(draft, raw, faults)
    return draft


def _check_controlled(draft: Draft, raw: Mapping[str, Any], faults: Faults) -> None:
    """A control must leave a scenario that can be run."""
    rest = {key: table for key, table in raw.items() if key not in ("control", "figure")}
    for index, control in draft.controls.items():
        try:
            changed = apply_overrides(rest, control.set)
            inner = Faults(faults.file, changed, {})
            _check(changed, inner)
            complaints = [str(fault) for fault in inner.found]
        except SimlabError as error:
            complaints = [str(error)]
        for complaint in complaints:
            faults.add(("control", index, "set"), f"makes a scenario that is wrong: {complaint}")


def _scenario(draft: Draft, text: str, path: Path, overrides: Mapping[str, Any], faults: Faults) -> Scenario:
    places: dict[tuple[str, str], int] = {}
    for location, line in faults.lines.items():
        if line is not None:
            places.setdefault(faults.place(location), line)
    titles = cast(Titles, draft.titles)  # without a fault, nothing is missing
    stop = draft.stop.model_dump(exclude_none=True) if draft.stop else {}
    return Scenario(
        path=path,
        text=text,
        title=titles.title,
        source=titles.source,
        question=titles.question,
        problem=cast(Problem, draft.problem),
        start=cast(KindTable, draft.start),
        run=cast(Run, draft.run),
        optimizers=tuple(draft.optimizers.values()),
        noise=draft.noise,
        averaging=draft.averaging,
        restarts=draft.restarts,
        stop=stop,
        hits=tuple(draft.hits.values()),
        record=draft.record,
        stream=draft.stream,
        sweeps=tuple(draft.sweeps.values()),
        claims=tuple(draft.claims.values()),
        controls=tuple(draft.controls.values()),
        figures=tuple(draft.figures.values()),
        overrides=dict(overrides),
        lines=places,
        data=draft.data,
        batch=draft.batch,
        landscapes=tuple(draft.landscapes.values()),
    )
