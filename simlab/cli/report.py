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
    check = _check(result)
    run = check.run
    verdicts = [verdict_as_data(verdict) for verdict in run.verdicts]
    for name, judged in check.controls.items():
        verdicts += [verdict_as_data(verdict, name) for verdict in judged]
    return {
        "scenario": str(path),
        "folder": str(run.folder),
        "exit_code": result.exit_code,
        "verdicts": verdicts,
        "toothless": dict(check.toothless),
        "unchallenged": check.unchallenged,
        "figures": [str(figure) for figure in run.figures],
        "figure_faults": run.faults,
        "trajectory_steps": run.manifest.trajectory_steps,
        "timings": asdict(run.manifest.timings),
        "results_digest": run.manifest.results_digest,
        "stored": run.stored,
    }


def describe(path: Path, result: Run | Check, quiet: bool, verbose: bool) -> None:
    """Print the verdicts, then what each control did to the claims it names, then where everything is."""
    check = _check(result)
    run = check.run
    click.echo(click.style(str(path), bold=True))
    for verdict in run.verdicts:
        _print_verdict(verdict)
    if not run.verdicts:
        click.echo("  no claims")
    for name, judged in check.controls.items():
        _print_control(name, judged, check.toothless[name], verbose)
    if check.unchallenged:
        mark, claims = click.style("none", fg="yellow"), ", ".join(check.unchallenged)
        click.echo(f"  control  {mark} for {claims}: nothing shows that this could fail")
    if not quiet:
        again = " (stored before; --no-cache runs it again)" if run.stored else ""
        click.echo(f"  results  {run.folder}{again}")
        for figure in run.figures:
            if figure.suffix != ".svg":
                click.echo(f"  figure   {figure}")
    for fault in run.faults:
        click.echo(f"{path}: {fault}", err=True)
    if verbose:
        _print_effort(run)


def _check(result: Run | Check) -> Check:
    """A plain run is a check without controls, in which nothing is asked of them."""
    return result if isinstance(result, Check) else Check(result, {}, {}, [])


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
    if manifest.device_reason:
        click.echo(f"  device   {manifest.device}: {manifest.device_reason}")
    click.echo(
        f"  time     compile {times.compile_s:.2f} s, run {times.run_s:.2f} s, write {times.write_s:.2f} s"
    )
