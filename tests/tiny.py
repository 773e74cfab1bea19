"""Tiny scenarios for tests of the whole way, and the command line as a user types it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from click.testing import CliRunner, Result

import simlab
from simlab.cli import cli
from simlab.settings import Settings

PROGRAM = Path(sys.executable).with_name("simlab")

BOWL = """\
title = "Descent on a bowl"

[problem]
surface = "quadratic"
curvatures = [4.0, 1.0]

[run]
steps = 40
replicates = 12

[start]
kind = "uniform"
low = 0.5
high = 1.5

[[optimizer]]
name = "gd"
kind = "gd"
learning_rate = "1/lambda_max"

[record]
loss = "every 1"

[[claim]]
id = "falls"
text = "The loss falls below a thousandth"
statistic = "final(loss)"
at_most = 1e-3

[[control]]
name = "no-steps"
refutes = ["falls"]
set = { "optimizer.gd.learning_rate" = 0.0 }
"""

REFUTED = BOWL.replace("at_most = 1e-3", "at_most = 1e-300")
TOOTHLESS = BOWL.replace('"optimizer.gd.learning_rate" = 0.0', '"optimizer.gd.learning_rate" = 0.3')
INCONCLUSIVE = BOWL.replace('"final(loss)"', '"mean(at(loss, step=0))"').replace(
    "at_most = 1e-3", "equals = 2.7\ntolerance = 0.01"
)
UNMEASURABLE = BOWL.replace('"final(loss)"', '"maximum(final(loss))"')
FIGURE = """
[[figure]]
plot = "curves"
y = "loss"
log_y = true
"""


def scenario(folder: Path, text: str = BOWL, name: str = "bowl.toml") -> Path:
    """``text`` as a file in ``folder``."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def typed(*arguments: object, obj: object = None) -> Result:
    """What ``simlab <arguments>`` prints and exits with; an unexpected exception is not swallowed."""
    words = [str(argument) for argument in arguments]
    return CliRunner().invoke(cli, words, obj=obj, catch_exceptions=False)


def data(result: Result):
    """The JSON document on standard output, strictly read."""
    return json.loads(result.stdout, parse_constant=lambda name: 1 / 0)


def ran(folder: Path, text: str = BOWL, device: str = "reference", **settings) -> simlab.pipeline.Run:
    """The run of ``text`` without figures, in plain Python unless a device is given."""
    path = scenario(folder, text)
    return simlab.run(path, Settings(folder / "runs", device=device, figures=False, **settings))


def results(folder: Path, text: str = BOWL, **settings):
    """The data set of that run."""
    return ran(folder, text, **settings).results
