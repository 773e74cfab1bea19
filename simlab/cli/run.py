"""``simlab run``: scenarios to verdicts and figures."""

from __future__ import annotations

import click

from simlab.cli.options import changes, execution, files, output_format, print_json, scenarios


@click.command("run")
@scenarios
@changes
@execution
@click.option("--dry-run", is_flag=True, help="Print the plan and stop.")
@output_format
@click.pass_context
def command(ctx: click.Context, scenarios, style: str, dry_run: bool, **typed) -> None:
    """Run scenarios: compile, run, judge, draw; everything stays in a run folder."""
    from simlab import pipeline
    from simlab.cli.report import describe_run, run_as_data, worst
    from simlab.cli.session import session

    if dry_run:
        from simlab.cli.plan import show_plans

        show_plans(files(scenarios), typed, style)
        return
    reports = []
    for path in files(scenarios):
        with session(path, typed, style) as (settings, reporter):
            result = pipeline.run(path, settings, reporter)
        reports.append(run_as_data(path, result))
        if style == "text":
            describe_run(path, result, typed["quiet"], typed["verbose"])
    if style == "json":
        print_json(reports)
    ctx.exit(worst(report["exit_code"] for report in reports))
