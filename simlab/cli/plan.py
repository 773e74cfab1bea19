"""``simlab plan``: what would run, without running it."""

from __future__ import annotations

from pathlib import Path

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
        click.echo(f"{path}: {summary['title']}")
        click.echo(
            f"  {len(summary['variants']):,} variants x {summary['replicates']:,} replicates = "
            f"{summary['trajectories']:,} trajectories of {summary['steps']:,} steps "
            f"({summary['trajectory_steps']:.3g} trajectory-steps), {summary['memory_bytes'] / 1e6:,.1f} MB"
        )
        for program in summary["programs"]:
            click.echo(
                f"  kernel: {program['program']} ({program['variants']:,} variants, packs of {program['width']})"
            )
        for name, count in summary["record"].items():
            click.echo(f"  records: {name} at {count:,} steps")
