"""``simlab diff``: two runs side by side."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from simlab.cli.options import output_format, print_json

_COLOURS = {"worse": "red", "gone": "red", "better": "green", "added": "green", "moved": "yellow"}


@click.command("diff")
@click.argument("first", metavar="RUN_A", type=click.Path(path_type=Path))
@click.argument("second", metavar="RUN_B", type=click.Path(path_type=Path))
@output_format
@click.pass_context
def command(ctx: click.Context, first: Path, second: Path, style: str) -> None:
    """Compare verdicts and statistics of two runs; exits with 1 if a claim got worse from A to B."""
    from simlab.cli.start import import_xarray_lightly

    import_xarray_lightly()
    from simlab.verdicts.difference import difference

    found = difference(first, second)
    if style == "json":
        print_json({"same_numbers": found.same_numbers, "changes": [asdict(one) for one in found.changes]})
        ctx.exit(found.exit_code)
    click.echo(f"numbers  {'the same, to the last bit' if found.same_numbers else 'not the same'}")
    for change in found.changes:
        mark = click.style(f"{change.change:<8}", fg=_COLOURS.get(change.change))
        under = f" under control {change.control}" if change.control else ""
        click.echo(f"{mark} {change.id}{under}: {_row(change.before)} -> {_row(change.after)}")
    ctx.exit(found.exit_code)


def _row(row: dict[str, Any] | None) -> str:
    if row is None:
        return "none"
    value, low, high = (row[name] for name in ("value", "low", "high"))
    interval = f" in [{_number(low)}, {_number(high)}]" if low is not None and low != high else ""
    return f"{row['verdict']} {_number(value)}{interval}"


def _number(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float | int) else str(value)
