"""Runs and checks on the terminal and as data."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from simlab.pipeline import Check, Run
from simlab.verdicts import Verdict
from simlab.verdicts import as_data as verdict_as_data

_COLOURS = {"supported": "green", "refuted": "red", "inconclusive": "yellow", "error": "red"}


def as_data(path: Path, result: Run | Check) -> dict[str, Any]:
    """A run or a check as JSON can hold it."""
    run, controls, toothless = _parts(result)
    verdicts = [verdict_as_data(verdict) for verdict in run.verdicts]
    for name, judged in controls.items():
        verdicts += [verdict_as_data(verdict, name) for verdict in judged]
    return {
        "scenario": str(path),
        "folder": str(run.folder),
        "exit_code": result.exit_code,
        "verdicts": verdicts,
        "toothless": toothless,
        "figures": [str(figure) for figure in run.figures],
        "figure_faults": run.faults,
        "trajectory_steps": run.manifest.trajectory_steps,
        "timings": asdict(run.manifest.timings),
        "results_digest": run.manifest.results_digest,
    }


def describe(path: Path, result: Run | Check, quiet: bool, verbose: bool) -> None:
    """Print the verdicts, then what each control did to the claims it names, then where everything is."""
    run, controls, toothless = _parts(result)
    click.echo(click.style(str(path), bold=True))
    for verdict in run.verdicts:
        _print_verdict(verdict)
    if not run.verdicts:
        click.echo("  no claims")
    for name, judged in controls.items():
        _print_control(name, judged, toothless[name], verbose)
    if not quiet:
        click.echo(f"  results  {run.folder}")
        for figure in run.figures:
            if figure.suffix == ".png":
                click.echo(f"  figure   {figure}")
    for fault in run.faults:
        click.echo(f"{path}: {fault}", err=True)
    if verbose:
        _print_effort(run)


def _parts(result: Run | Check) -> tuple[Run, dict[str, list[Verdict]], dict[str, list[str]]]:
    """The run, the verdicts under each control, and the claims that each failed to refute."""
    if isinstance(result, Run):
        return result, {}, {}
    return result.run, dict(result.controls), dict(result.toothless)


def _print_control(name: str, judged: list[Verdict], missed: list[str], verbose: bool) -> None:
    refuted = [verdict.id for verdict in judged if verdict.id not in missed]
    for mark, colour, claims in (("refutes", "green", refuted), ("toothless", "red", missed)):
        if claims:
            click.echo(f"  control  {name}: {click.style(mark, fg=colour)} {', '.join(claims)}")
    for verdict in judged:
        if verbose or verdict.id in missed:
            _print_verdict(verdict, indent=4)


def _print_verdict(verdict: Verdict, indent: int = 2) -> None:
    mark = click.style(f"{verdict.verdict:<12}", fg=_COLOURS[verdict.verdict], bold=True)
    click.echo(f"{' ' * indent}{mark} {verdict.id}: {verdict.text}")
    click.echo(f"{' ' * (indent + 13)}{verdict.message}")


def _print_effort(run: Run) -> None:
    manifest, times = run.manifest, run.manifest.timings
    work = f"{manifest.trajectory_steps:,} trajectory-steps"
    rate = f", {manifest.trajectory_steps / times.run_s:.2g} a second" if times.run_s else ""
    click.echo(f"  work     {work}{rate}, on {manifest.device}, {manifest.threads} threads")
    click.echo(
        f"  time     compile {times.compile_s:.2f} s, run {times.run_s:.2f} s, write {times.write_s:.2f} s"
    )
