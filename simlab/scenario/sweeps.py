"""Sweeps: which numbers vary, over which values."""

from __future__ import annotations

import math
from collections.abc import Iterable
from random import Random
from typing import Annotated, Any

from pydantic import Field, PrivateAttr, model_validator

from simlab.parameters import Parameter
from simlab.scenario.faults import axis_name
from simlab.scenario.messages import described
from simlab.scenario.numbers import Real
from simlab.scenario.values import Check, Choice, Context, Name, Table, Text, Whole, wrong

MOST_VALUES = 1_000_000
MOST_LABELS = 1000
FORMS = ("values", "linear", "log", "factor", "random")
_DIGITS = 12  # significant digits of computed values: 0.3 rather than 0.30000000000000004


class _Paths(Check):
    """A path, or a list of paths."""

    def check(self, value: Any, context: Context) -> tuple[str, ...]:
        """A tuple of paths."""
        paths = value if isinstance(value, list) else [value]
        if not paths or not all(isinstance(path, str) and path for path in paths):
            raise wrong(
                f"must be a path such as 'optimizer.gd.learning_rate', or a list of paths, "
                f"not {described(value)}"
            )
        return tuple(paths)

    def schema(self) -> dict[str, Any]:
        """A string or an array of strings."""
        return {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}


class _Value(Check):
    """A number, or what one of some choices is called: a text, true or false."""

    def check(self, value: Any, context: Context) -> float | str | bool:
        """``value``, a number as a float."""
        return value if isinstance(value, str | bool) else Real().check(value, context)

    def schema(self) -> dict[str, Any]:
        """A number, a string or a boolean."""
        return {"type": ["number", "string", "boolean"]}


class _Range(Table):
    """From one value to another."""

    first: Annotated[float, Real()] = Field(alias="from", description="first value")
    last: Annotated[float, Real()] = Field(alias="to", description="last value")


class Linear(_Range):
    """Equal differences."""

    count: Annotated[int, Whole(1, MOST_VALUES)] = Field(description="number of values")

    def numbers(self, draws: Random) -> list[float]:
        """``count`` values, both ends among them."""
        gaps = max(self.count - 1, 1)
        return [self.first + (self.last - self.first) * (k / gaps) for k in range(self.count)]


class Log(_Range):
    """Equal ratios."""

    count: Annotated[int, Whole(1, MOST_VALUES)] = Field(description="number of values")

    def numbers(self, draws: Random) -> list[float]:
        """``count`` values, both ends among them."""
        gaps = max(self.count - 1, 1)
        low, high = math.log(self.first), math.log(self.last)
        return [math.exp(low + (high - low) * (k / gaps)) for k in range(self.count)]

    @model_validator(mode="after")
    def _positive(self) -> Log:
        return _positive_ends(self)


class Factor(_Range):
    """Each value is the one before times ``by``: the lecture's grid of factors of 3."""

    by: Annotated[float, Real(Parameter("ratio", above=0.0))] = Field(description="ratio of neighbours")

    def numbers(self, draws: Random) -> list[float]:
        """The values from ``from`` on that do not pass ``to``."""
        return [self.first * self.by**k for k in range(self.count)]

    @property
    def count(self) -> int:
        """How many values there are."""
        return 1 + math.floor(math.log(self.last / self.first) / math.log(self.by) + 1e-9)

    @model_validator(mode="after")
    def _reaches(self) -> Factor:
        _positive_ends(self)
        if self.by == 1.0 or (self.last - self.first) * (self.by - 1.0) < 0.0:
            raise wrong(f"factors of {self.by:g} never lead from {self.first:g} to {self.last:g}")
        if self.count > MOST_VALUES:
            raise wrong(f"gives {self.count:,} values, at most {MOST_VALUES:,} are allowed")
        return self


class Uniform(_Range):
    """Drawn at random, once, from the run's seed."""

    count: Annotated[int, Whole(1, MOST_VALUES)] = Field(description="number of values")
    scale: Annotated[str, Choice(("linear", "log"))] = Field(
        default="linear", description="whether the value is uniform or its logarithm"
    )

    def numbers(self, draws: Random) -> list[float]:
        """``count`` independent values, ascending."""
        low, high = (math.log(end) if self.scale == "log" else end for end in (self.first, self.last))
        values = sorted(low + (high - low) * draws.random() for _ in range(self.count))
        return [math.exp(value) if self.scale == "log" else value for value in values]

    @model_validator(mode="after")
    def _positive(self) -> Uniform:
        return _positive_ends(self) if self.scale == "log" else self


def _positive_ends(table):
    if table.first <= 0.0 or table.last <= 0.0:
        raise wrong(f"needs positive ends, not {table.first:g} and {table.last:g}")
    return table


class Sweep(Table):
    """One ``[[sweep]]``: an axis of the results."""

    parameter: Annotated[tuple[str, ...], _Paths()] = Field(
        description="path of what varies, or several set together"
    )
    name: Annotated[str, Name(identifier=True)] = Field(
        description="name of the axis; by default the path's last word"
    )
    values: list[Annotated[Any, _Value()]] | None = Field(
        default=None, min_length=1, max_length=MOST_VALUES, description="the values, or names of choices"
    )
    linear: Linear | None = Field(default=None, description="values at equal differences")
    log: Log | None = Field(default=None, description="values at equal ratios")
    factor: Factor | None = Field(default=None, description="values each a factor from the next")
    random: Uniform | None = Field(default=None, description="values drawn at random")
    zip_with: str | None = Field(default=None, description="axis that this one advances with")
    label: Annotated[str, Text(blank=True)] = Field(
        default="", description="what figures call the axis; found if empty"
    )
    labels: list[Annotated[str, Text()]] = Field(
        default=[], max_length=MOST_LABELS, description="what figures call each of the values, in order"
    )
    independent: bool = Field(default=False, strict=True, description="own random numbers for each value")

    _explicit: tuple[str, ...] = PrivateAttr(())

    @property
    def paths(self) -> tuple[str, ...]:
        """What varies, one path an optimizer: ``*`` and aliases are resolved."""
        return self._explicit

    def resolve(self, paths: Iterable[str]) -> None:
        """Note what the parameter's paths stand for in the file that this sweep belongs to."""
        self._explicit = tuple(dict.fromkeys(paths))

    @property
    def count(self) -> int:
        """Number of values."""
        return len(self.values) if self.values is not None else self._form.count

    @property
    def choices(self) -> tuple[str | bool, ...]:
        """What is chosen along the axis, if it is no number; the axis then has the positions from 0 on."""
        listed = tuple(self.values or ())
        return listed if any(isinstance(value, str | bool) for value in listed) else ()

    def numbers(self, seed: int) -> list[float]:
        """The values; those drawn at random depend on ``seed`` and the axis's name only."""
        if self.choices:
            return [float(position) for position in range(self.count)]
        if self.values is not None:
            return list(self.values)
        computed = self._form.numbers(Random(f"{seed}/{self.name}"))
        return [float(f"{value:.{_DIGITS}g}") for value in computed]

    @property
    def _form(self) -> Linear | Log | Factor | Uniform:
        return next(form for form in (self.linear, self.log, self.factor, self.random) if form is not None)

    @model_validator(mode="before")
    @classmethod
    def _named(cls, table: Any) -> Any:
        if isinstance(table, dict) and "name" not in table and (default := axis_name(table.get("parameter"))):
            return {**table, "name": default}
        return table

    @model_validator(mode="after")
    def _one_form(self) -> Sweep:
        given = [form for form in FORMS if getattr(self, form) is not None]
        if len(given) != 1:
            found = f", not {' and '.join(given)}" if given else ""
            raise wrong(f"needs exactly one of {', '.join(FORMS)}{found}")
        listed = list(self.values or ())
        if self.choices and any(isinstance(value, float) for value in listed):
            raise wrong("values mixes numbers with names of choices")
        if twice := [value for value in listed if listed.count(value) > 1]:
            shown = twice[0] if self.choices else f"{twice[0]:g}"
            raise wrong(f"values lists {shown} twice")
        if self.labels and len(self.labels) != self.count:
            raise wrong(f"labels needs one for each of the {self.count:,} values, not {len(self.labels):,}")
        return self
