"""``simlab figures``: draw again from stored results; write or compare the lecture's gallery."""

from __future__ import annotations

from pathlib import Path

import click

from simlab.cli.options import output_format, print_json, threads
from simlab.errors import UsageError


@click.command("figures")
@click.argument("runs", nargs=-1, metavar="[RUN...]", type=click.Path(path_type=Path))
@click.option(
    "--to",
    type=click.Path(path_type=Path),
    help="Folder for the pictures, one inside it for each of several runs; the run's own by default.",
)
@click.option("--all", "verb", flag_value="make", help="Check the lecture's scenarios, write the gallery.")
@click.option("--check", "verb", flag_value="compare", help="Run them and compare with the gallery.")
@click.option("--only", multiple=True, metavar="NAME", help="With --all or --check: these scenarios alone.")
@threads
@output_format
@click.pass_context
def command(ctx: click.Context, runs, to, verb, only, threads, style: str) -> None:
    """Redraw the figures of finished runs, without running anything again.

    Or, with --all, check every scenario of the lecture and write figures/lecture and figures/README.md; with
    --check, run them anew and compare with that gallery's manifest.
    """
    if bool(runs) == bool(verb) or (only and not verb):
        raise UsageError("name finished runs to redraw, or give --all or --check for the lecture's gallery")
    if verb:
        from simlab.cli.gallery import work_through

        ctx.exit(work_through(verb, only, threads, style))
    _redraw(runs, to, style)


def _redraw(runs: tuple[Path, ...], to: Path | None, style: str) -> None:
    from simlab.cli.start import import_xarray_lightly

    import_xarray_lightly()
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
