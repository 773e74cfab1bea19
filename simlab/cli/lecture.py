"""The phenomena of the lecture: which scenario shows each, what it claims, how the gallery's run ended."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from simlab.errors import UsageError

NOT_RUN = "not run"
_SCENARIOS, _GALLERY = Path("scenarios", "lecture"), Path("figures", "lecture")


def phenomena() -> list[dict[str, Any]]:
    """A row for each claim of the scenarios of the lecture, in the current folder or in simlab's own clone.

    ``phenomenon`` is the claim's id; ``verdict`` that of the gallery, or ``NOT_RUN``.

    Raises
    ------
    UsageError
        If neither place has such a folder.
    """
    from simlab.scenario import load

    root = _root()
    rows = []
    for path in sorted((root / _SCENARIOS).rglob("*.toml")):
        scenario = load(path)
        verdicts = _verdicts(root / _GALLERY / path.relative_to(root / _SCENARIOS).with_suffix(""))
        rows += [
            {
                "phenomenon": claim.id,
                "scenario": str(path),
                "source": scenario.source,
                "claim": claim.text,
                "verdict": verdicts.get(claim.id, NOT_RUN),
            }
            for claim in scenario.claims
        ]
    return rows


def describe(rows: list[dict[str, Any]]) -> None:
    """Print the rows, scenario by scenario."""
    wide = max((len(row["phenomenon"]) for row in rows), default=0)
    scenario = None
    for row in rows:
        if row["scenario"] != scenario:
            scenario = row["scenario"]
            click.echo(f"{click.style(scenario, bold=True)}: {row['source']}")
        click.echo(f"  {row['phenomenon']:<{wide}}  {row['verdict']:<12}  {row['claim']}")


def _root() -> Path:
    for root in (Path(), Path(__file__).parents[2]):
        if (root / _SCENARIOS).is_dir():
            return root
    raise UsageError(
        f"there is no folder {_SCENARIOS} here: the lecture's scenarios come with a clone of simlab"
    )


def _verdicts(folder: Path) -> dict[str, str]:
    """Verdict of every claim of a run, by id; those of the controls stay out."""
    path = folder / "verdicts.json"
    if not path.exists():
        return {}
    found = json.loads(path.read_text(encoding="utf-8"))
    return {row["id"]: row["verdict"] for row in found if row["control"] is None}
