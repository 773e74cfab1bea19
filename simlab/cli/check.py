"""``simlab check``: scenarios and their controls, which must refute the claims they name."""

from __future__ import annotations

import click

from simlab.cli.options import changes, execution, files, output_format, scenarios


@click.command("check")
@scenarios
@changes
@execution
@click.option(
    "--mutate", is_flag=True, help="Then break one rule of the programs at a time: a claim must notice each."
)
@output_format
@click.pass_context
def command(ctx: click.Context, scenarios, style: str, **typed) -> None:
    """Run scenarios and their controls: a claim that its control does not refute is toothless.

    Many scenarios are run several at a time, each with its share of --threads.

    With --mutate, each rule of the generated programs is broken once (`simlab list mutations`); one that no
    claim of these scenarios notices ends the command with 1.
    """
    from simlab.cli.session import work_through

    ctx.exit(work_through(files(scenarios), typed, style, "check"))
