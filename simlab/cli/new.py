"""``simlab new``: a scenario to start from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from simlab import registry
from simlab.cli.options import output_format, print_json
from simlab.errors import UsageError

STARTER = """\
title = "A ravine that gets steeper"
question = "What does it cost gradient descent as one direction gets steeper, and does momentum help?"

# What is minimised: a formula, or a surface of `simlab list surfaces` (then surface = "rosenbrock", say).
[problem]
expression = "0.5*(a*x**2 + y**2)"
parameters = { a = 10.0 }
optimum = [0.0, 0.0] # wanted by "distance", and by the constants lambda_max, lambda_min, kappa

[start]
kind = "uniform"
low = 0.5
high = 1.5

[run]
steps = 1000
replicates = 100
seed = 0

# A number may be an expression over the problem's parameters and constants.
[[optimizer]]
name = "gd"
kind = "gd"
learning_rate = "2/(lambda_max + lambda_min)"

[[optimizer]]
name = "heavy"
kind = "momentum"
learning_rate = "2/(lambda_max + lambda_min)"
momentum = 0.7

# Any number can be swept; a sweep compiles nothing anew.
[[sweep]]
parameter = "problem.a"
values = [1.0, 10.0, 100.0]

# The first step at which something lies below a threshold.
[[hit]]
name = "goal"
quantity = "loss"
below = 1e-6

[record]
loss = "log 100"

# A statistic of the results, and what it should be: equals, at_least, at_most or between.
[[claim]]
id = "steeper-is-slower"
text = "Gradient descent needs at least 50 times as many steps at a = 100 as at a = 1"
statistic = "median(at(hit_goal['gd'], a=100) / at(hit_goal['gd'], a=1))"
at_least = 50

[[claim]]
id = "momentum-helps"
text = "At a = 100 momentum is at least 3 times as fast"
statistic = "median(at(hit_goal['gd'], a=100) / at(hit_goal['heavy'], a=100))"
at_least = 3

# The same scenario with the cause removed: here the claims must be refuted, else they prove nothing.
[[control]]
name = "never-steep"
text = "If y is as steep as x, it is a bowl at every a"
refutes = ["steeper-is-slower"]
set = { "problem.expression" = "0.5*a*(x**2 + y**2)" }

[[control]]
name = "no-momentum"
refutes = ["momentum-helps"]
set = { "optimizer.heavy.momentum" = 0.0 }

[[figure]]
plot = "curves"
y = "loss"
log_x = true
log_y = true
at = { a = 100.0 }
"""


def _complete(kind: str) -> Callable:
    """What the shell may complete a name of ``kind`` to."""
    return lambda ctx, parameter, incomplete: [n for n in registry.names(kind) if n.startswith(incomplete)]


@click.command("new")
@click.argument("path", type=click.Path(path_type=Path), metavar="FILE.toml")
@click.option("--surface", shell_complete=_complete("surfaces"), help="A name of `simlab list surfaces`.")
@click.option(
    "--optimizer",
    "optimizers",
    multiple=True,
    shell_complete=_complete("optimizers"),
    help="A name of `simlab list optimizers`; may be given several times.",
)
@output_format
def command(path: Path, surface: str | None, optimizers: tuple[str, ...], style: str) -> None:
    """Write a scenario to start from: complete, commented, ready to check.

    Without options it is a ravine given by a formula, with claims that are true.
    """
    if path.suffix != ".toml":
        raise UsageError(f"{path}: a scenario's name ends in .toml")
    text = STARTER
    if surface or optimizers:
        from simlab.cli.starter import starter

        text = starter(surface, optimizers)
    try:
        with open(path, "x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise UsageError(f"{path} exists already") from None
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from None
    if style == "json":
        print_json({"scenario": str(path)})
        return
    click.echo(f"{path}: written; now try `simlab check {path}`, and see `simlab list`")
