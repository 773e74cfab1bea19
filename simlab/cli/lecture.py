"""The phenomena of the lecture: section, scenario, claim, and how the gallery's run ended, in which time."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import click

from simlab.gallery import manifest
from simlab.gallery.place import exhibits, root

NOT_RUN = "not run"


def phenomena() -> list[dict[str, Any]]:
    """A row for each claim of the lecture's scenarios, in the order of the texts.

    ``phenomenon`` is the claim's id; ``verdict`` that of the gallery, or ``NOT_RUN``; ``seconds`` the
    processor time of the scenario with controls and figures, kernels compiled before, or ``None``.

    Raises
    ------
    UsageError
        If there is no such folder, or a scenario's source names no section of the texts.
    """
    folder = root()
    kept = manifest.read(folder)
    rows = []
    for exhibit in exhibits(folder):
        one = kept.get(exhibit.name, {"claims": [], "seconds": None})
        verdicts = {claim["id"]: claim["verdict"] for claim in one["claims"]}
        rows += [
            {
                "phenomenon": claim.id,
                "section": exhibit.section.label,
                "scenario": str(exhibit.scenario.path),
                "source": exhibit.scenario.source,
                "claim": claim.text,
                "verdict": verdicts.get(claim.id, NOT_RUN),
                "seconds": one["seconds"],
            }
            for claim in exhibit.scenario.claims
        ]
    return rows


def describe(rows: list[dict[str, Any]]) -> None:
    """Print the rows, section by section and scenario by scenario."""
    wide = max((len(row["phenomenon"]) for row in rows), default=0)
    for scenario, group in groupby(rows, key=lambda row: row["scenario"]):
        claims = list(group)
        seconds = claims[0]["seconds"]
        time = "" if seconds is None else f", {seconds:.1f} s"
        click.echo(f"{click.style(scenario, bold=True)}: {claims[0]['source']}{time}")
        for row in claims:
            click.echo(
                f"  {row['section']:<18} {row['phenomenon']:<{wide}}  {row['verdict']:<12}  {row['claim']}"
            )
