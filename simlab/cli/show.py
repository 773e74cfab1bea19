"""``simlab show``: one concept in full, or one scenario in short."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from simlab import registry
from simlab.cli.options import complete_files, output_format, print_json
from simlab.errors import UsageError, nearest


def complete_names(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Concepts by name, with their kind; else the shell completes names of files."""
    found = [
        CompletionItem(name, help=kind)
        for kind in registry.KINDS
        for name in registry.names(kind)
        if name.startswith(incomplete)
    ]
    return found or complete_files(ctx, parameter, incomplete)


@click.command("show")
@click.argument("names", nargs=-1, required=True, metavar="NAME...", shell_complete=complete_names)
@click.option("--source", is_flag=True, help="For a scenario: write its kernels' source and print the paths.")
@output_format
def command(names: tuple[str, ...], source: bool, style: str) -> None:
    """Show concepts or tables in full (by name), or what scenarios ask and claim (by file)."""
    describe = _kernels if source else _describe
    found = [one for name in names for one in describe(name)]
    if style == "json":
        print_json([one for one, _ in found])
    else:
        click.echo(("\n" if source else "\n\n").join(text for _, text in found))


def _describe(name: str) -> list[tuple[dict[str, Any], str]]:
    """Everything of that name, as data and as text."""
    if Path(name).suffix == ".toml":
        return [_scenario(Path(name))]
    from simlab.cli.concept import as_text, details
    from simlab.cli.table import SUMMARIES, table_details

    plain = name.removeprefix("law.").strip("[]")
    found = [table_details(plain)] if plain in SUMMARIES else []
    found += [details(kind, plain) for kind in registry.KINDS if plain in registry.names(kind)]
    if not found:
        known = {*SUMMARIES, *(known for kind in registry.KINDS for known in registry.names(kind))}
        raise UsageError(
            f"there is no concept or table '{name}'{nearest(name, known) or '; see simlab list'}"
        )
    return [(one, as_text(one)) for one in found]


def _scenario(path: Path) -> tuple[dict[str, Any], str]:
    from simlab.scenario import load

    scenario = load(path)
    heads = {"title": scenario.title, "source": scenario.source, "question": scenario.question}
    claims = [claim.model_dump(exclude_none=True) for claim in scenario.claims]
    controls = {control.name: control.refutes for control in scenario.controls}
    lines = [*filter(None, heads.values())]
    for claim in scenario.claims:
        lines += ["", f"  claim    {claim.id}: {claim.text}"]
        lines += [f"           {claim.statistic}", f"           {_expected(claim)}"]
    for control, refuted in controls.items():
        lines += ["", f"  control  {control}: must refute {', '.join(refuted)}"]
    return {"scenario": str(path), **heads, "claims": claims, "controls": controls}, "\n".join(lines)


def _expected(claim: Any) -> str:
    from simlab.scenario.claims import EXPECTATIONS

    words = claim.model_dump(exclude_none=True, include={*EXPECTATIONS, "tolerance", "relative_tolerance"})
    return ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in words.items())


def _kernels(name: str) -> list[tuple[dict[str, Any], str]]:
    """The kernels of a scenario, written to the store."""
    from simlab.kernels.build import kernel_source
    from simlab.kernels.packs import width_of
    from simlab.kernels.store import import_source
    from simlab.plan import make_plan
    from simlab.scenario import load

    found = []
    for program in make_plan(load(name)).programs:
        source = kernel_source(program, width_of(program))
        import_source(source)
        one = {"program": program.title(), "path": str(source.path)}
        found.append((one, f"{one['path']}  {one['program']}"))
    return found
