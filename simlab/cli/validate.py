"""``simlab validate``: is the file right? Every fault at once."""

from __future__ import annotations

import click

from simlab.cli.options import files, output_format, print_json, scenarios
from simlab.errors import ScenarioError


@click.command("validate")
@scenarios
@output_format
@click.pass_context
def command(ctx: click.Context, scenarios, style: str) -> None:
    """Read scenarios and report every fault; run nothing."""
    from dataclasses import asdict

    from simlab.scenario import load

    reports = []
    for path in files(scenarios):
        faults = []
        try:
            load(path)
        except ScenarioError as error:
            faults = error.faults
            if style == "text":
                click.echo(str(error), err=True)
        else:
            if style == "text":
                click.echo(f"{path}: valid")
        reports.append({"scenario": str(path), "valid": not faults, "faults": [asdict(f) for f in faults]})
    if style == "json":
        print_json(reports)
    ctx.exit(0 if all(report["valid"] for report in reports) else ScenarioError.exit_code)
