"""Options that several commands share."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from simlab.engines import DEVICES
from simlab.errors import UsageError
from simlab.plain import plain
from simlab.settings import ENGINES


def complete_files(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Let the shell complete the names of files."""
    return [CompletionItem(incomplete, type="file")]


PROGRAM = "simlab"  # what the context of a command in a process of its own carries
_PREFIXES = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12}
_PREFIXES |= {"ki": 2**10, "mi": 2**20, "gi": 2**30, "ti": 2**40}


class Size(click.ParamType):
    """A number of bytes, as in 2e9, 500MB, 4 GB or 2GiB."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The bytes, at least one."""
        found = re.fullmatch(r"\s*([0-9.]+(?:e[0-9]+)?)\s*([kmgt]i?|)b?\s*", str(value).lower())
        try:
            size = int(float(found[1]) * _PREFIXES[found[2]]) if found else 0
        except (ValueError, OverflowError):
            size = 0
        if size < 1:
            self.fail(f"'{value}' is not a size such as 500MB or 4GB", param, ctx)
        return size


scenarios = click.argument(
    "scenarios", nargs=-1, required=True, metavar="SCENARIO...", shell_complete=complete_files
)
threads = click.option(
    "--threads", type=click.IntRange(1, 4096), help="Worker threads; all cores by default."
)
memory = click.option(
    "--memory",
    type=Size(),
    help="Memory that a run may take, as in 500MB or 4GB; half of what is free by default.",
)
output_format = click.option(
    "--format", "style", type=click.Choice(["text", "json"]), default="text", help="What is printed."
)
assignments = click.option(
    "--set",
    "assignments",
    multiple=True,
    metavar="PATH=VALUE",
    help="Override a key of the scenario, as in optimizer.gd.learning_rate=0.1.",
)


def changes(function: Callable) -> Callable:
    """Options that change what is run."""
    for option in (
        click.option("--replicates", type=int, help="Override run.replicates."),
        click.option("--seed", type=int, help="Override run.seed."),
        assignments,
    ):
        function = option(function)
    return function


def execution(function: Callable) -> Callable:
    """Options that say how to run; none of them changes a bit of the results."""
    for option in (
        click.option("-v", "--verbose", is_flag=True, help="Say more, timings included."),
        click.option("-q", "--quiet", is_flag=True, help="Print verdicts only."),
        click.option("--no-figures", is_flag=True, help="Draw nothing."),
        click.option("--no-cache", is_flag=True, help="Compile and run anew, whatever is stored."),
        click.option("--resume", is_flag=True, help="Go on with an interrupted run, or say why not."),
        memory,
        click.option("--store", help="Where finished chunks go: a path or a URL; the run folder by default."),
        click.option("--workers", type=click.IntRange(1, 1024), help="Local worker processes of Dask."),
        click.option("--scheduler", metavar="ADDRESS", help="A Dask scheduler, as in tcp://node1:8786."),
        click.option(
            "--engine",
            type=click.Choice(ENGINES),
            default="local",
            show_default=True,
            help="Run chunks in this process, or on the workers of Dask.",
        ),
        threads,
        click.option(
            "--device",
            type=click.Choice(DEVICES),
            default="auto",
            show_default=True,
            help="What computes; reference is slow, plain Python.",
        ),
        click.option(
            "--out",
            default="runs",
            show_default=True,
            type=click.Path(path_type=Path),
            help="Folder of the run folders.",
        ),
    ):
        function = option(function)
    return function


def overrides(assignments: tuple[str, ...], seed: int | None, replicates: int | None) -> dict[str, object]:
    """``{path: value}`` of everything typed; a value is read as TOML would, else it is text.

    Raises
    ------
    UsageError
        If an assignment has no ``=`` or no path.
    """
    found: dict[str, object] = {}
    for assignment in assignments:
        path, equals, text = assignment.partition("=")
        if not equals or not path.strip():
            raise UsageError(f"--set expects PATH=VALUE, not '{assignment}'")
        found[path.strip()] = _value(text.strip())
    for key, value in (("run.seed", seed), ("run.replicates", replicates)):
        if value is not None:
            found[key] = value
    return found


def _value(text: str) -> object:
    import tomllib

    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def files(arguments: tuple[str, ...]) -> list[Path]:
    """The scenario files named: each once; a folder stands for every ``.toml`` file under it.

    Raises
    ------
    UsageError
        If a folder holds no scenario.
    """
    found: list[Path] = []
    for argument in arguments:
        path = Path(argument)
        if path.is_dir():
            inside = sorted(path.rglob("*.toml"))
            if not inside:
                raise UsageError(f"{path}: a folder without any .toml file")
            found += inside
        else:
            found.append(path)
    return list(dict.fromkeys(found))


def print_json(content: object) -> None:
    """Print ``content`` as JSON, one document, strict."""
    click.echo(json.dumps(plain(content), indent=2, default=str, allow_nan=False))
