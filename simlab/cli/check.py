"""``simlab check``: scenarios and their controls, which must refute the claims they name."""

from __future__ import annotations

import click

from simlab.cli.options import changes, execution, files, output_format, scenarios


@click.command("check")
@scenarios
@changes
@execution
@output_format
@click.pass_context
def command(ctx: click.Context, scenarios, style: str, **typed) -> None:
    """Run scenarios and their controls: a claim that its control does not refute is toothless."""
    from simlab.cli.session import work_through

    ctx.exit(work_through(files(scenarios), typed, style, "check"))
