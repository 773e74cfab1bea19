"""``simlab list``: everything a scenario may name."""

from __future__ import annotations

import click

from simlab import registry
from simlab.cli.options import output_format, print_json
from simlab.cli.table import SUMMARIES
from simlab.errors import UsageError, nearest

KINDS = ("tables", *registry.KINDS)


def complete_kinds(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[str]:
    """What the shell may complete a kind to."""
    return [kind for kind in KINDS if kind.startswith(incomplete)]


@click.command("list")
@click.argument("kinds", nargs=-1, metavar="[KIND...]", shell_complete=complete_kinds)
@click.option("--lecture", is_flag=True, help="List the lecture's phenomena: scenario, claim, verdict.")
@output_format
def command(kinds: tuple[str, ...], lecture: bool, style: str) -> None:
    """List what a scenario is made of: tables, surfaces, optimizers, laws, ...; all, or some kinds only."""
    if lecture:
        _lecture(kinds, style)
        return
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


def _lecture(kinds: tuple[str, ...], style: str) -> None:
    from simlab.cli.lecture import describe, phenomena

    if kinds:
        raise UsageError(f"--lecture lists phenomena, not concepts: leave '{kinds[0]}' out")
    rows = phenomena()
    if style == "json":
        print_json(rows)
    else:
        describe(rows)


def _summaries(kind: str) -> dict[str, str]:
    """The first line on everything of ``kind``, by name."""
    if kind == "tables":
        return SUMMARIES
    return {name: registry.summary(kind, name) for name in registry.names(kind)}
