"""The phenomena of the lecture: section, scenario, claim, and how the gallery's run ended, in which time."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import click

from simlab.cli.paragraphs import columns, paragraph
from simlab.gallery import manifest
from simlab.gallery.place import Exhibit, exhibits, root
from simlab.gallery.texts import SECTIONS
from simlab.results.folder import scenario_digest

NOT_RUN, CHANGED = "not run", "changed"
_COLOURS = {"supported": "green", NOT_RUN: "yellow", CHANGED: "yellow"}
_VERDICT, _SENTENCE = 12, 48  # columns of the verdict; fewest of a sentence that stands beside its id


def phenomena() -> list[dict[str, Any]]:
    """A row for each claim of the lecture's scenarios, in the order of the texts.

    ``phenomenon`` is the claim's id; ``verdict`` that of the gallery, or ``NOT_RUN``, or ``CHANGED`` if the
    file is another one since; ``seconds`` the processor time of the scenario with controls and figures,
    kernels compiled before, or ``None``.

    Raises
    ------
    UsageError
        If there is no such folder, or a scenario's source names no section of the texts.
    """
    folder = root()
    kept = manifest.read(folder)
    return [row for exhibit in exhibits(folder) for row in _rows(exhibit, kept.get(exhibit.name))]


def _rows(exhibit: Exhibit, entry: dict[str, Any] | None) -> list[dict[str, Any]]:
    verdicts = {claim["id"]: claim["verdict"] for claim in entry["claims"]} if entry else {}
    same = entry and entry["scenario_digest"] == scenario_digest(exhibit.path.read_text(encoding="utf-8"))
    return [
        {
            "phenomenon": name,
            "section": exhibit.section.label,
            "title": exhibit.title,
            "scenario": str(exhibit.path),
            "source": exhibit.source,
            "claim": text,
            "verdict": verdicts.get(name, NOT_RUN) if same or not entry else CHANGED,
            "seconds": entry["seconds"] if entry else None,
        }
        for name, text in exhibit.claims
    ]


def describe(rows: list[dict[str, Any]]) -> None:
    """Print the rows, section by section and scenario by scenario, as wide as the terminal is."""
    width = columns()
    heads = {section.label: section.heading for section in SECTIONS}
    names = max((len(row["phenomenon"]) for row in rows), default=0)
    for label, section in groupby(rows, key=lambda row: row["section"]):
        click.secho(heads[label], bold=True, underline=True)
        for _, group in groupby(section, key=lambda row: row["scenario"]):
            click.echo()
            _scenario(list(group), names, width)
        click.echo()
    click.echo(paragraph(_total(rows), width, ""))


def _scenario(claims: list[dict[str, Any]], names: int, width: int) -> None:
    first = claims[0]
    click.secho(paragraph(first["title"], width, "  "), bold=True)
    seconds = "" if first["seconds"] is None else f" ({first['seconds']:.1f} s)"
    click.echo(paragraph(f"{first['scenario']}{seconds}", width, "  "))
    click.echo(paragraph(first["source"], width, "  "))
    beside = width - 2 - _VERDICT - names - 2 >= _SENTENCE
    for row in claims:
        verdict = row["verdict"]
        left = "  " + click.style(f"{verdict:<{_VERDICT}}", fg=_COLOURS.get(verdict, "red"))
        indent = " " * (2 + _VERDICT + (names + 2 if beside else 0))
        text = paragraph(row["claim"], width, indent)
        if beside:
            click.echo(f"{left}{row['phenomenon']:<{names}}  {text.lstrip()}")
        else:
            click.echo(f"{left}{row['phenomenon']}\n{text}")


def _total(rows: list[dict[str, Any]]) -> str:
    times = {row["scenario"]: row["seconds"] for row in rows}
    verdicts = [row["verdict"] for row in rows]
    counts = ", ".join(f"{verdicts.count(one)} {one}" for one in dict.fromkeys(verdicts))
    spent = sum(seconds or 0.0 for seconds in times.values())
    return (
        f"{len(times)} scenarios, {len(rows)} claims: {counts}. {spent:.0f} s of processor time with "
        "controls and figures, kernels compiled before; 'simlab figures --all' runs them."
    )
