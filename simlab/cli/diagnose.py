"""``simlab diagnose``: which pitfall each variant has fallen into, and whether the workaround helps."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simlab.cli.options import changes, complete_files, output_format, overrides, print_json, threads
from simlab.cli.paragraphs import columns, paragraph
from simlab.cli.progress import Progress
from simlab.engines import DEVICES, default_threads
from simlab.settings import Reporter, Settings

if TYPE_CHECKING:
    from simlab.diagnosing import Treatment
    from simlab.diagnosis.examine import Diagnosis


@click.command("diagnose")
@click.argument(
    "what", metavar="SCENARIO|RUN", type=click.Path(path_type=Path), shell_complete=complete_files
)
@click.option("--fix", is_flag=True, help="Apply the workaround of the first finding, and look again.")
@changes
@click.option(
    "--device", type=click.Choice(DEVICES), default="auto", show_default=True, help="What computes."
)
@threads
@click.option("-q", "--quiet", is_flag=True, help="Show no progress.")
@output_format
@click.pass_context
def command(ctx: click.Context, what: Path, fix: bool, style: str, **typed: Any) -> None:
    """Name the problem of every variant, with the evidence and the lecture's workaround.

    A scenario is run for it, with everything recorded that tells pitfalls apart (`simlab list pitfalls`); of
    the folder of a RUN only what it has recorded is judged. Exit code 0 if all variants are healthy, else 1.
    """
    import simlab
    from simlab.cli.start import import_lightly

    import_lightly()
    settings = Settings(
        device=typed["device"],
        threads=typed["threads"] or default_threads(),
        figures=False,
        overrides=overrides(typed["assignments"], typed["seed"], typed["replicates"]),
    )
    silent = typed["quiet"] or style == "json"
    with closing(Reporter() if silent else Progress(what.stem)) as reporter:
        treatments = simlab.diagnose(what, settings, reporter, fix)
    if style == "json":
        print_json([_as_data(one) for one in treatments])
    else:
        for one in treatments:
            _describe(one)
    ctx.exit(int(any(one.before.findings for one in treatments)))


def _describe(treatment: Treatment) -> None:
    before, after, width = treatment.before, treatment.after, columns()
    click.echo(click.style(before.label, bold=True))
    if not before.findings:
        click.echo(
            f"  {click.style('healthy', fg='green')}  loss {before.first_loss:.3g} -> {before.last_loss:.3g}"
        )
    for finding in before.findings:
        click.echo(f"  {click.style(finding.problem, fg='red')}")
        click.echo(paragraph(finding.evidence, width, "    "))
        click.echo(paragraph(f"workaround: {finding.workaround}", width, "      ", "    "))
    if after is not None:
        for path, value in before.findings[0].cure.items():
            click.echo(paragraph(f"with {path} = {as_toml(value)}:", width, "      ", "    "))
        now = after.findings[0].problem if after.findings else "healthy"
        click.echo(f"      last loss {before.last_loss:.3g} -> {after.last_loss:.3g}; {now}")
        if before.fallen != after.fallen:
            fall = " -> ".join(_when(one.fallen) for one in (before, after))
            click.echo(f"      a thousandth of the first loss: {fall}")
    missing = sorted({name for names in before.unexamined.values() for name in names})
    if missing:
        text = f"not examined: {', '.join(before.unexamined)} (not recorded: {', '.join(missing)})"
        click.echo(paragraph(text, width, "    ", "  "))


def as_toml(value: Any) -> str:
    """``value`` as a scenario and ``--set`` take it, numbers to six digits."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {as_toml(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(as_toml, value)) + "]"
    return f"{value:.6g}" if isinstance(value, float) else json.dumps(value)


def _when(step: int | None) -> str:
    return "never" if step is None else f"at step {step:,}"


def _as_data(treatment: Treatment) -> dict[str, Any]:
    after = None if treatment.after is None else _diagnosis(treatment.after)
    return _diagnosis(treatment.before) | {"after": after}


def _diagnosis(diagnosis: Diagnosis) -> dict[str, Any]:
    return {
        "variant": diagnosis.label,
        "diagnosis": diagnosis.name,
        "findings": [vars(finding) for finding in diagnosis.findings],
        "unexamined": {name: list(needs) for name, needs in diagnosis.unexamined.items()},
        "first_loss": diagnosis.first_loss,
        "last_loss": diagnosis.last_loss,
        "fallen": diagnosis.fallen,
    }
