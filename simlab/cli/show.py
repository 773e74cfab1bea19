"""``simlab show``: one concept in full, or a scenario's generated kernels."""

from __future__ import annotations

import inspect
from pathlib import Path

import click

from simlab import registry
from simlab.cli.options import output_format, print_json
from simlab.errors import UsageError, nearest


@click.command("show")
@click.argument("name")
@click.option("--source", is_flag=True, help="For a scenario: print the paths of its generated kernels.")
@output_format
def command(name: str, source: bool, style: str) -> None:
    """Show what a concept does and takes (by name), or a scenario's kernels (by file)."""
    if source or Path(name).suffix == ".toml":
        _show_kernels(Path(name), style)
        return
    found = [(kind, name) for kind in registry.KINDS if name in registry.names(kind)]
    if not found:
        known = {known for kind in registry.KINDS for known in registry.names(kind)}
        raise UsageError(f"there is no concept '{name}'{nearest(name, known)}")
    details = [_details(kind, name) for kind, name in found]
    if style == "json":
        print_json(details)
        return
    for detail in details:
        click.echo(f"{detail['kind']}: {detail['name']}\n\n{detail['text']}\n")
        for parameter in detail["parameters"]:
            default = "required" if parameter["default"] is None else f"default {parameter['default']}"
            click.echo(f"  {parameter['name']}: {parameter['description']} ({default})")


def _details(kind: str, name: str) -> dict:
    module = registry.load(kind, name)
    declared = getattr(module, "HYPERPARAMETERS", getattr(module, "PARAMETERS", {}))
    declared = {**declared, **getattr(module, "OPTIONS", {})}
    return {
        "kind": kind,
        "name": name,
        "text": inspect.cleandoc(module.__doc__ or ""),
        "parameters": [
            {"name": key, "description": parameter.description, "default": parameter.default}
            for key, parameter in declared.items()
        ],
    }


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
