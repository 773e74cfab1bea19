"""``simlab figures``: draw again from stored results, without running anything."""

from __future__ import annotations

from pathlib import Path

import click

from simlab.cli.options import output_format, print_json


@click.command("figures")
@click.argument("runs", nargs=-1, required=True, metavar="RUN...", type=click.Path(path_type=Path))
@click.option(
    "--to",
    type=click.Path(path_type=Path),
    help="Folder for the pictures, one inside it for each of several runs; the run's own by default.",
)
@output_format
def command(runs: tuple[Path, ...], to: Path | None, style: str) -> None:
    """Redraw the figures of finished runs, without running anything again."""
    from simlab.pipeline import render

    reports = []
    for run in runs:
        folder = to / run.resolve().name if to and len(runs) > 1 else to
        reports.append({"run": str(run), "figures": [str(path) for path in render(run, folder)]})
    if style == "json":
        print_json(reports)
        return
    for report in reports:
        for path in report["figures"]:
            click.echo(path)
