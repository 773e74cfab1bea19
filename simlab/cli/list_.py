"""``simlab list``: everything a scenario may name."""

from __future__ import annotations

import click

from simlab import registry
from simlab.cli.options import output_format, print_json
from simlab.errors import UsageError, nearest


@click.command("list")
@click.argument("kinds", nargs=-1, metavar="[KIND...]")
@output_format
def command(kinds: tuple[str, ...], style: str) -> None:
    """List surfaces, optimizers, schedules, statistics, laws, plots, ...: all, or some kinds only."""
    for kind in kinds:
        if kind not in registry.KINDS:
            advice = nearest(kind, registry.KINDS) or f"; there are {', '.join(registry.KINDS)}"
            raise UsageError(f"unknown kind '{kind}'{advice}")
    chosen = kinds or tuple(registry.KINDS)
    found = {kind: {name: registry.summary(kind, name) for name in registry.names(kind)} for kind in chosen}
    if style == "json":
        print_json(found)
        return
    for kind, concepts in found.items():
        click.echo(f"{kind}:")
        width = max(map(len, concepts), default=0)
        for name, summary in concepts.items():
            click.echo(f"  {name:<{width}}  {summary}")
