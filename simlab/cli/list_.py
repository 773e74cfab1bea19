"""``simlab list``: everything a scenario may name."""

from __future__ import annotations

import click

from simlab import registry
from simlab.cli.options import output_format, print_json
from simlab.cli.table import SUMMARIES
from simlab.errors import UsageError, nearest

KINDS = ("tables", *registry.KINDS)


@click.command("list")
@click.argument("kinds", nargs=-1, metavar="[KIND...]")
@output_format
def command(kinds: tuple[str, ...], style: str) -> None:
    """List what a scenario is made of: tables, surfaces, optimizers, laws, ...; all, or some kinds only."""
    for kind in kinds:
        if kind not in KINDS:
            advice = nearest(kind, KINDS) or f"; there are {', '.join(KINDS)}"
            raise UsageError(f"unknown kind '{kind}'{advice}")
    found = {kind: _summaries(kind) for kind in kinds or KINDS}
    if style == "json":
        print_json(found)
        return
    for kind, concepts in found.items():
        click.echo(f"{kind}:")
        width = max(map(len, concepts), default=0)
        for name, summary in concepts.items():
            click.echo(f"  {name:<{width}}  {summary}")


def _summaries(kind: str) -> dict[str, str]:
    """The first line on everything of ``kind``, by name."""
    if kind == "tables":
        return SUMMARIES
    return {name: registry.summary(kind, name) for name in registry.names(kind)}
