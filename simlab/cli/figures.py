"""``simlab figures``: draw again from stored results, without running anything."""

from __future__ import annotations

from pathlib import Path

import click

from simlab.cli.options import output_format, print_json


@click.command("figures")
@click.argument("runs", nargs=-1, required=True, metavar="RUN...", type=click.Path(path_type=Path))
@click.option(
    "--to", type=click.Path(path_type=Path), help="Folder for the pictures; the run's own by default."
)
@output_format
def command(runs: tuple[Path, ...], to: Path | None, style: str) -> None:
    """Redraw the figures of finished runs, without running anything again."""
    from simlab.pipeline import render

    drawn = {str(run): [str(path) for path in render(run, to)] for run in runs}
    if style == "json":
        print_json(drawn)
        return
    for paths in drawn.values():
        for path in paths:
            click.echo(path)
