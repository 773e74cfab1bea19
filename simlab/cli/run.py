"""``simlab run``: scenarios to verdicts and figures."""

from __future__ import annotations

import click

from simlab.cli.options import changes, execution, files, output_format, scenarios


@click.command("run")
@scenarios
@changes
@execution
@click.option("--dry-run", is_flag=True, help="Print the plan and stop.")
@output_format
@click.pass_context
def command(ctx: click.Context, scenarios, style: str, dry_run: bool, **typed) -> None:
    """Run scenarios: compile, run, judge, draw; everything stays in a run folder.

    Many scenarios are run several at a time, each with its share of --threads.
    """
    if dry_run:
        from simlab.cli.plan import show_plans

        show_plans(files(scenarios), typed, style)
        return
    from simlab.cli.session import work_through

    ctx.exit(work_through(files(scenarios), typed, style, "run"))
