"""A scenario to start from, written for a surface and optimizers by name, every key with its comment."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from simlab import registry
from simlab.errors import UsageError, nearest
from simlab.parameters import Option, Parameter
from simlab.scenario.declarations import Declaration, declaration

SURFACE, OPTIMIZERS = "rosenbrock", ("gd", "adam")
_LEARNING_RATE = 0.001  # where the optimizer has none of its own: small enough for most surfaces

_RUN = """\
[run]
steps = 1000
replicates = 100 # trajectories, each from a start of its own
dtype = "float64"
seed = 0

[record]
loss = "log 200" # at about 200 steps, evenly over their logarithm

# Any number can be swept; a sweep compiles nothing anew. Without the marks this runs three learning rates.
# [[sweep]]
# parameter = "optimizer.*.learning_rate"
# values = [0.0001, 0.001, 0.01]
"""
_CLAIM = """\
[[claim]]
id = "{name}-descends"
text = "With {name} nearly every trajectory ends lower than it began"
statistic = "probability(final(loss['{name}']) < at(loss['{name}'], step=0))"
at_least = 0.9
"""
_CONTROL = """\
# The same scenario with the cause removed: here the claims must be refuted, else they prove nothing.
[[control]]
name = "no-steps"
text = "Without a learning rate nothing moves"
refutes = {claims}
set = {{ {changes} }}
"""
_FIGURE = """\
[[figure]]
plot = "curves"
y = "loss"
log_x = true
"""


def starter(surface: str | None, optimizers: Sequence[str]) -> str:
    """The text of a scenario; what is not named is ``SURFACE`` or ``OPTIMIZERS``.

    Raises
    ------
    UsageError
        If there is no such surface or optimizer; the message names the nearest one.
    """
    surface = _known("surface", "surfaces", surface or SURFACE)
    names = [_known("optimizer", "optimizers", name) for name in dict.fromkeys(optimizers or OPTIMIZERS)]
    listed = " and ".join(names)
    title = (
        f'title = "{listed} on {surface}"\nquestion = "How far down do the trajectories get, and how soon?"\n'
    )
    changes = ", ".join(f'"optimizer.{name}.learning_rate" = 0.0' for name in names)
    control = _CONTROL.format(claims=json.dumps([f"{name}-descends" for name in names]), changes=changes)
    parts = [title, _problem(surface), _start(surface), _RUN, *map(_optimizer, names)]
    return "\n".join([*parts, *(_CLAIM.format(name=name) for name in names), control, _FIGURE])


def _known(what: str, kind: str, name: str) -> str:
    if name not in registry.names(kind):
        raise UsageError(
            f"there is no {what} '{name}'{nearest(name, registry.names(kind)) or f'; see simlab list {kind}'}"
        )
    return name


def _problem(surface: str) -> str:
    declared = declaration("surfaces", surface)
    lines = [f"# {declared.summary}", "[problem]", f'surface = "{surface}"']
    has_length = any(isinstance(one.default, list) for one in declared.parameters.values())
    if declared.dimension is None and not has_length:
        lines.append("dimension = 2")
    return _lines([*lines, *_keys(declared)])


def _start(surface: str) -> str:
    start = declaration("surfaces", surface).start
    lines = ["# Around the usual start of the surface; see `simlab list starts`.", "[start]"]
    return _lines([*lines, 'kind = "normal"', f"mean = {json.dumps(start)}", "std = 0.1"])


def _optimizer(name: str) -> str:
    declared = declaration("optimizers", name)
    lines = [f"# {declared.summary}", "[[optimizer]]", f'kind = "{name}"']
    return _lines(
        [*lines, *_keys(declared), '# schedule = { kind = "cosine" } # see `simlab list schedules`']
    )


def _keys(declared: Declaration) -> list[str]:
    """Every key: as a comment if it has a default, which then stands there."""
    every: dict[str, Parameter | Option] = {**declared.parameters, **declared.options}
    return [_key(name, one) for name, one in every.items()]


def _key(name: str, one: Parameter | Option) -> str:
    value: Any = one.default
    words = f" # {one.description}"
    if isinstance(one, Option):
        words += f": {', '.join(one.choices)}"
    mark = "# " if value is not None else ""
    return f"{mark}{name} = {json.dumps(_LEARNING_RATE if value is None else value)}{words}"


def _lines(lines: list[str]) -> str:
    return "\n".join(lines) + "\n"
