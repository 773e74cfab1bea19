"""``simlab status``: how far runs are, while they go on or after they were stopped."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from simlab.cli.options import output_format, print_json


@click.command("status")
@click.argument("runs", nargs=-1, required=True, metavar="RUN...", type=click.Path(path_type=Path))
@output_format
def command(runs: tuple[Path, ...], style: str) -> None:
    """Say how far runs are, from their folders: finished, running in which process, or interrupted."""
    from simlab.results.status import run_status

    found = [run_status(run) for run in runs]
    if style == "json":
        print_json([asdict(one) for one in found])
        return
    for one in found:
        owner = f" in process {one.owner['pid']} on {one.owner['host']}" if one.owner else ""
        click.echo(f"{click.style(one.folder, bold=True)}: {one.state}{owner}")
        click.echo(
            f"  chunks   {one.finished:,} of {one.chunks:,} finished ({one.seconds:,.1f} s of computing)"
        )
        if one.checkpoint:
            click.echo("  stopped  inside a chunk, which goes on from its checkpoint")
        if one.left_s:
            click.echo(f"  left     about {one.left_s:,.0f} s of computing")
        if one.results_digest:
            click.echo(f"  digest   {one.results_digest}")
