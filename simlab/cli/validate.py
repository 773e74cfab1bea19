"""``simlab validate``: is the file right, and could it be run? Every fault at once."""

from __future__ import annotations

from pathlib import Path

import click

from simlab.cli.options import files, output_format, print_json, scenarios
from simlab.errors import Fault, ScenarioError, UsageError


@click.command("validate")
@scenarios
@output_format
@click.pass_context
def command(ctx: click.Context, scenarios, style: str) -> None:
    """Read scenarios, and the files of data that they name, and report every fault; run nothing."""
    from dataclasses import asdict

    reports = []
    for path in files(scenarios):
        faults = _faults(path)
        if style == "text":
            for fault in faults:
                click.echo(f"{path}: {fault}", err=True)
            if not faults:
                click.echo(f"{path}: valid")
        reports.append({"scenario": str(path), "valid": not faults, "faults": [asdict(f) for f in faults]})
    if style == "json":
        print_json(reports)
    ctx.exit(0 if all(report["valid"] for report in reports) else ScenarioError.exit_code)


def _faults(path: Path) -> list[Fault]:
    """What is wrong in the file, or else in what it asks for: a plan of it finds out, as before a run."""
    from simlab.plan import make_plan
    from simlab.scenario import load

    try:
        make_plan(load(path), memory=0)
    except ScenarioError as error:
        return error.faults
    except UsageError as error:
        return [Fault(str(error))]
    return []
