"""``simlab check``: scenarios and their controls, which must refute the claims they name."""

from __future__ import annotations

import click

from simlab.cli.options import changes, execution, files, output_format, print_json, scenarios


@click.command("check")
@scenarios
@changes
@execution
@output_format
@click.pass_context
def command(ctx: click.Context, scenarios, style: str, **typed) -> None:
    """Run scenarios and their controls: a claim no control can refute is toothless."""
    from simlab import pipeline
    from simlab.cli.report import check_as_data, describe_check, worst
    from simlab.cli.session import session

    reports = []
    for path in files(scenarios):
        with session(path, typed, style) as (settings, reporter):
            result = pipeline.check(path, settings, reporter)
        reports.append(check_as_data(path, result))
        if style == "text":
            describe_check(path, result, typed["quiet"], typed["verbose"])
    if style == "json":
        print_json(reports)
    ctx.exit(worst(report["exit_code"] for report in reports))
