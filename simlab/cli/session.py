"""What ``run`` and ``check`` share: scenario after scenario, with settings, progress, errors and a report."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing, nullcontext
from functools import partial
from pathlib import Path
from typing import Any

import click

import simlab
from simlab import engines
from simlab.cli.options import PROGRAM, overrides, print_json
from simlab.cli.progress import Progress
from simlab.cli.spent import Spent
from simlab.cli.start import import_lightly
from simlab.errors import SimlabError
from simlab.kernels.store import temporary_store
from simlab.settings import Reporter, Settings, default_threads

SEVERITY = (0, 4, 1, 2, 3)  # exit codes, from good to bad


def work_through(paths: Sequence[Path], typed: dict[str, Any], style: str, verb: str) -> int:
    """Do ``simlab.<verb>`` for every scenario, print the reports, and return the worst exit code.

    All files are read before the first one runs; if one is wrong, nothing runs. An error that shows later
    does not keep the other scenarios from running.
    """
    settings = Settings(
        out=typed["out"],
        device=typed["device"],
        threads=typed["threads"] or (1 if typed["engine"] == "dask" else default_threads()),
        figures=not typed["no_figures"],
        resume=typed["resume"],
        fresh=typed["no_cache"],
        memory=typed["memory"],
        store=typed["store"],
        engine=typed["engine"],
        scheduler=typed["scheduler"],
        workers=typed["workers"],
        overrides=overrides(typed["assignments"], typed["seed"], typed["replicates"]),
    )
    reports = _faults(paths, settings)
    if not reports:
        import_lightly()
        engines.choose(settings.device)  # a device that is missing is missing for all of them
        with temporary_store() if typed["no_cache"] else nullcontext():
            reports = _all(paths, settings, typed, style, verb)
            if typed.get("mutate") and not any("error" in report for report in reports):
                return _mutate(reports, settings, typed, style)
    if style == "json":
        print_json(reports)
    return _worst(reports)


def _worst(reports: Sequence[dict[str, Any]]) -> int:
    return max((report["exit_code"] for report in reports), key=SEVERITY.index, default=0)


def _mutate(reports: list[dict[str, Any]], settings: Settings, typed: dict[str, Any], style: str) -> int:
    """The mutation pass over scenarios that have been checked; 1 if a mutant survives, at the least."""
    from simlab.cli import mutants  # knows the results, hence imports all that they need
    from simlab.mutating import mutate

    supported = {
        report["scenario"]: [
            row["id"]
            for row in report["verdicts"]
            if row["control"] is None and row["verdict"] == "supported"
        ]
        for report in reports
    }
    silent = typed["quiet"] or style == "json"
    with closing(Reporter() if silent else Progress("mutants")) as reporter:
        mutations = mutate(supported, settings, reporter)
    if style == "json":
        print_json({"scenarios": reports, **mutants.as_data(mutations)})
    else:
        mutants.describe(mutations)
    return max(_worst(reports), int(mutants.score(mutations) < 1.0), key=SEVERITY.index)


def _faults(paths: Sequence[Path], settings: Settings) -> list[dict[str, Any]]:
    """A report for every file that is wrong."""
    reports = []
    for path in paths:
        try:
            simlab.load(path, settings.overrides)
        except SimlabError as error:
            reports.append(_failure(path, error))
    return reports


def _all(
    paths: Sequence[Path], settings: Settings, typed: dict[str, Any], style: str, verb: str
) -> list[dict[str, Any]]:
    """The reports of all scenarios, several at a time where there are many."""
    silent = typed["quiet"] or style == "json"
    work = partial(_one, typed=typed, style=style, verb=verb)
    if len(paths) > 1:
        from simlab.cli.side_by_side import processes_for, side_by_side  # knows the plan

        processes = processes_for(paths, settings)
        if processes > 1:
            return list(side_by_side(partial(work, silent=True), paths, settings, processes, silent))
    return [work(path, settings, silent=silent, alone=len(paths) == 1 and _own_process()) for path in paths]


def _own_process() -> bool:
    """Whether the process is a command's: what it has spent before is none of a command's in another one."""
    return click.get_current_context().find_root().obj == PROGRAM


def _one(
    path: Path,
    settings: Settings,
    typed: dict[str, Any],
    style: str,
    verb: str,
    silent: bool,
    alone: bool = False,
) -> dict[str, Any]:
    """Run one scenario, ``alone`` in its process or not; its report, printed too unless data is wanted."""
    try:
        with closing(Reporter() if silent else Progress(path.stem)) as reporter:
            spent = Spent(reporter)
            result = getattr(simlab, verb)(path, settings, spent)
    except SimlabError as error:
        return _failure(path, error)
    if alone and verb == "run" and settings.engine == "local" and not (settings.fresh or result.stored):
        spent.remember(len(result.pictures))
    from simlab.cli import report  # knows the results, hence imports all that they need

    if style == "text":
        report.describe(path, result, typed["quiet"], typed["verbose"])
    return report.as_data(path, result)


def _failure(path: Path, error: SimlabError) -> dict[str, Any]:
    """The report of a scenario that could not run; the error itself goes to standard error."""
    message = str(error) if str(path) in str(error) else f"{path}: {error}"
    click.echo(message, err=True)
    return {"scenario": str(path), "exit_code": error.exit_code, "error": message}
