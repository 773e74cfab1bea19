"""``simlab doctor``: what this machine offers and whether simlab works on it."""

from __future__ import annotations

import click

from simlab.cli.options import output_format, print_json


@click.command("doctor")
@output_format
@click.pass_context
def command(ctx: click.Context, style: str) -> None:
    """Examine this machine: versions, vector width, store, a compiled kernel against plain Python."""
    from simlab.doctor import examine

    findings = examine()
    if style == "json":
        print_json([vars(finding) for finding in findings])
    else:
        for finding in findings:
            click.echo(f"{'ok  ' if finding.good else 'BAD '} {finding.what}: {finding.value}")
    ctx.exit(0 if all(finding.good for finding in findings) else 3)
