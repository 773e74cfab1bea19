"""``simlab schema``: the scenario language as JSON Schema, for editors."""

from __future__ import annotations

import click

from simlab.cli.options import output_format, print_json


@click.command("schema")
@output_format
def command(style: str) -> None:
    """Print the JSON Schema of scenario files, for completion and checks in an editor."""
    from simlab.scenario import schema

    print_json(schema())
