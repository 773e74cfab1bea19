"""What ``simlab figures --all`` and ``--check`` print, and their exit codes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

import click

from simlab.cli.options import print_json
from simlab.cli.progress import Progress
from simlab.cli.session import SEVERITY
from simlab.cli.start import import_lightly
from simlab.gallery.place import root
from simlab.settings import Reporter, Settings, default_threads

_GOOD = {"make": "supported", "compare": "as in the gallery"}
_BAD = {1: "refuted or toothless", 2: "not measured", 3: "failed", 4: "inconclusive"}


def work_through(verb: str, names: tuple[str, ...], threads: int | None, style: str) -> int:
    """Make or compare the gallery, a line a scenario; the worst exit code, 1 where something differs."""
    import_lightly()
    from simlab.gallery import making

    reporter: Callable[[str], Reporter] = Progress if style == "text" else lambda name: Reporter()
    settings = Settings(threads=threads or default_threads())
    outcomes = []
    for outcome in getattr(making, verb)(root(), names, settings, reporter):
        outcomes.append(outcome)
        if style == "text":
            _describe(outcome, verb)
    if style == "json":
        print_json([asdict(outcome) for outcome in outcomes])
    return max((outcome.exit_code for outcome in outcomes), key=SEVERITY.index, default=0)


def _describe(outcome, verb: str) -> None:
    code = outcome.exit_code
    bad = "differs" if (verb, code) == ("compare", 1) else _BAD.get(code)
    text = click.style(f"{bad or _GOOD[verb]:<20}", fg="red" if code else "green")
    click.echo(f"{text} {outcome.name}")
    for fault in outcome.faults:
        click.echo(f"{'':<21}{fault}")
