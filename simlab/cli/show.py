"""``simlab show``: one concept in full, or one scenario in short."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from simlab import registry
from simlab.cli.options import output_format, print_json
from simlab.errors import UsageError, nearest


@click.command("show")
@click.argument("name")
@click.option("--source", is_flag=True, help="For a scenario: write its kernels' source and print the paths.")
@output_format
def command(name: str, source: bool, style: str) -> None:
    """Show what a concept does and takes (by name), or what a scenario asks and claims (by file)."""
    if source:
        _show_kernels(Path(name), style)
    elif Path(name).suffix == ".toml":
        _show_scenario(Path(name), style)
    else:
        _show_concepts(name, style)


def _show_concepts(name: str, style: str) -> None:
    from simlab.cli.concept import as_text, details

    name = name.removeprefix("law.")
    found = [details(kind, name) for kind in registry.KINDS if name in registry.names(kind)]
    if not found:
        known = {known for kind in registry.KINDS for known in registry.names(kind)}
        raise UsageError(f"there is no concept '{name}'{nearest(name, known) or '; see simlab list'}")
    if style == "json":
        print_json(found)
    else:
        click.echo("\n\n".join(map(as_text, found)))


def _show_scenario(path: Path, style: str) -> None:
    from simlab.scenario import load

    scenario = load(path)
    controls = {control.name: control.refutes for control in scenario.controls}
    if style == "json":
        claims = [claim.model_dump(exclude_none=True) for claim in scenario.claims]
        heads = {"title": scenario.title, "source": scenario.source, "question": scenario.question}
        print_json({"scenario": str(path), **heads, "claims": claims, "controls": controls})
        return
    click.echo("\n".join(filter(None, [scenario.title, scenario.source, scenario.question])))
    for claim in scenario.claims:
        click.echo(f"\n  claim    {claim.id}: {claim.text}\n           {claim.statistic}")
        click.echo(f"           {_expected(claim)}")
    for control, refuted in controls.items():
        click.echo(f"\n  control  {control}: must refute {', '.join(refuted)}")


def _expected(claim: Any) -> str:
    from simlab.scenario.claims import EXPECTATIONS

    words = claim.model_dump(exclude_none=True, include={*EXPECTATIONS, "tolerance", "relative_tolerance"})
    return ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in words.items())


def _show_kernels(path: Path, style: str) -> None:
    from simlab.kernels.build import kernel_source
    from simlab.kernels.store import import_source
    from simlab.plan import make_plan
    from simlab.plan.batches import width_of
    from simlab.scenario import load

    kernels = []
    for program in make_plan(load(path)).programs:
        source = kernel_source(program, width_of(program))
        import_source(source)
        kernels.append({"program": program.title(), "path": str(source.path)})
    if style == "json":
        print_json(kernels)
        return
    for kernel in kernels:
        click.echo(f"{kernel['path']}  {kernel['program']}")
