"""``simlab plan``: what would run, without running it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from simlab.cli.options import (
    changes,
    files,
    memory,
    output_format,
    overrides,
    print_json,
    scenarios,
    threads,
)
from simlab.plain import size_in_words


@click.command("plan")
@scenarios
@changes
@memory
@threads
@click.option("--out", default="runs", type=click.Path(path_type=Path), help="Where a run would go.")
@output_format
def command(scenarios, style: str, **typed) -> None:
    """Print variants, kernels, memory, disk, operations and time; run nothing."""
    show_plans(files(scenarios), typed, style)


def show_plans(paths: list[Path], typed: dict, style: str) -> None:
    """Print the plan of every file.

    Raises
    ------
    UsageError
        At the end, if the disk has not the room for one of them.
    """
    from simlab.costs import estimate
    from simlab.plan import make_plan
    from simlab.plan.machine import check_disk, free_disk
    from simlab.scenario import load

    changed = overrides(typed["assignments"], typed["seed"], typed["replicates"])
    plans = {}
    for path in paths:
        plan = make_plan(load(path, changed), typed["memory"], threads=typed["threads"])
        cost = estimate(plan, plan.threads)
        plans[path] = plan.summary() | {"estimate": asdict(cost), "free_disk_bytes": free_disk(typed["out"])}
    if style == "json":
        print_json([{"scenario": str(path), **summary} for path, summary in plans.items()])
    else:
        for path, summary in plans.items():
            _describe(path, summary)
    for summary in plans.values():
        check_disk(summary["disk_bytes"], typed["out"])


def _describe(path: Path, summary: dict[str, Any]) -> None:
    count, replicates = len(summary["variants"]), summary["replicates"]
    restarts = f" x {_plural(summary['restarts'], 'restart')}" if summary["restarts"] > 1 else ""
    click.echo(f"{click.style(str(path), bold=True)}: {summary['title']}")
    click.echo(
        f"  runs     {_plural(count, 'variant')} x {_plural(replicates, 'replicate')}{restarts} x "
        f"{_plural(summary['steps'], 'step')} = {_plural(summary['trajectory_steps'], 'trajectory-step')}"
    )
    cost, chunks = summary["estimate"], _plural(summary["chunks"], "chunk")
    click.echo(f"  memory   {size_in_words(summary['memory_bytes'])}, in {chunks}")
    free = summary["free_disk_bytes"]
    short = f", more than the {size_in_words(free)} that are free" if summary["disk_bytes"] > free > 0 else ""
    click.echo(f"  disk     {size_in_words(summary['disk_bytes'])} at most{short}")
    click.echo(f"  work     {cost['operations']:.2g} floating-point operations")
    factor = cost["factor"]
    spread = f"; two of three that did differ by less than a factor of {factor:.1f}" if factor else ""
    compiling = f"{_plural(cost['to_compile'], 'program')} to compile in about {cost['compile_s']:.2g} s, "
    looking = f", {cost['landscapes_s']:.2g} s of it for landscapes" if cost["landscapes_s"] else ""
    click.echo(
        f"  time     {compiling if cost['to_compile'] else ''}about {cost['run_s']:.2g} s to run{looking} "
        f"({cost['basis']}{spread})"
    )
    click.echo(f"           and about {cost['beside_s']:.2g} s to start, write, judge and draw")
    for description in summary["data"]:
        click.echo(f"  data     {description}")
    for program in summary["programs"]:
        variants = _plural(program["variants"], "variant")
        click.echo(f"  kernel   {program['program']}: {variants}, packs of {program['width']} lanes")
        click.echo(f"           on a GPU: {program['gpu']}")
    for name, steps in summary["record"].items():
        click.echo(f"  records  {name} at {_plural(steps, 'step')}")


def _plural(count: int, noun: str) -> str:
    return f"{count:,} {noun}" + "s" * (count != 1)
