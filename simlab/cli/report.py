"""Verdicts on the terminal and as data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import click

from simlab.pipeline import Check, Run
from simlab.verdicts import Verdict, exit_code

_COLOURS = {"supported": "green", "refuted": "red", "inconclusive": "yellow", "error": "red"}
_SEVERITY = (0, 4, 1, 2, 3)  # exit codes, from good to bad


def worst(codes: Iterable[int]) -> int:
    """The exit code of several scenarios together."""
    return max(codes, key=_SEVERITY.index, default=0)


def run_as_data(path: Path, result: Run) -> dict:
    """A run as plain data, for ``--format json``."""
    return {
        "scenario": str(path),
        "folder": str(result.folder),
        "exit_code": exit_code(result.verdicts),
        "verdicts": [asdict(verdict) for verdict in result.verdicts],
        "figures": [str(figure) for figure in result.figures],
        "timings": asdict(result.timings),
    }


def check_as_data(path: Path, result: Check) -> dict:
    """A check as plain data, for ``--format json``."""
    return run_as_data(path, result.run) | {
        "exit_code": result.exit_code,
        "controls": {
            name: [asdict(verdict) for verdict in verdicts] for name, verdicts in result.controls.items()
        },
        "toothless": result.toothless,
    }


def describe_run(path: Path, result: Run, quiet: bool, verbose: bool) -> None:
    """Print the verdicts of a run and where everything is."""
    click.echo(click.style(str(path), bold=True))
    for verdict in result.verdicts:
        _print_verdict(verdict)
    if not quiet:
        click.echo(f"  results  {result.folder}")
        for figure in result.figures:
            if figure.suffix == ".png":
                click.echo(f"  figure   {figure}")
    if verbose:
        times = result.timings
        click.echo(
            f"  compile {times.compile_s:.2f} s, run {times.run_s:.2f} s, write {times.write_s:.2f} s"
        )


def describe_check(path: Path, result: Check, quiet: bool, verbose: bool) -> None:
    """Print a run's verdicts, then what each control did to the claims it names."""
    describe_run(path, result.run, quiet, verbose)
    for name, verdicts in result.controls.items():
        missed = result.toothless[name]
        mark = click.style("toothless", fg="red") if missed else click.style("refutes", fg="green")
        click.echo(f"  control  {name}: {mark} {', '.join(missed or [verdict.id for verdict in verdicts])}")
        if missed or verbose:
            for verdict in verdicts:
                _print_verdict(verdict, indent=4)


def _print_verdict(verdict: Verdict, indent: int = 2) -> None:
    mark = click.style(f"{verdict.verdict:<12}", fg=_COLOURS[verdict.verdict], bold=True)
    click.echo(f"{' ' * indent}{mark} {verdict.id}: {verdict.text}")
    click.echo(f"{' ' * (indent + 13)}{verdict.message}")
