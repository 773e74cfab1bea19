"""``simlab plan``: what would run, without running it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from simlab.cli.options import changes, files, output_format, overrides, print_json, scenarios


@click.command("plan")
@scenarios
@changes
@output_format
def command(scenarios, style: str, **typed) -> None:
    """Print variants, kernels, trajectories and memory; run nothing."""
    show_plans(files(scenarios), typed, style)


def show_plans(paths: list[Path], typed: dict, style: str) -> None:
    """Print the plan of every file."""
    from simlab.plan import make_plan
    from simlab.scenario import load

    changed = overrides(typed["assignments"], typed["seed"], typed["replicates"])
    plans = {path: make_plan(load(path, changed)).summary() for path in paths}
    if style == "json":
        print_json([{"scenario": str(path), **summary} for path, summary in plans.items()])
        return
    for path, summary in plans.items():
        _describe(path, summary)


def _describe(path: Path, summary: dict[str, Any]) -> None:
    count, replicates = len(summary["variants"]), summary["replicates"]
    restarts = f" x {_plural(summary['restarts'], 'restart')}" if summary["restarts"] > 1 else ""
    click.echo(f"{click.style(str(path), bold=True)}: {summary['title']}")
    click.echo(
        f"  runs     {_plural(count, 'variant')} x {_plural(replicates, 'replicate')}{restarts} x "
        f"{_plural(summary['steps'], 'step')} = {_plural(summary['trajectory_steps'], 'trajectory-step')}"
    )
    click.echo(f"  memory   {_size(summary['memory_bytes'])}")
    for program in summary["programs"]:
        variants = _plural(program["variants"], "variant")
        click.echo(f"  kernel   {program['program']}: {variants}, packs of {program['width']} lanes")
    for name, steps in summary["record"].items():
        click.echo(f"  records  {name} at {_plural(steps, 'step')}")


def _plural(count: int, noun: str) -> str:
    return f"{count:,} {noun}" + "s" * (count != 1)


def _size(count: float) -> str:
    for unit in ("bytes", "kB", "MB"):
        if count < 1000:
            return f"{count:.3g} {unit}"
        count /= 1000
    return f"{count:,.3g} GB"
