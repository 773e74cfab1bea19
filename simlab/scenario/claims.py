"""Claims, controls, first hits: what a scenario asserts, and how the assertion could fail."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, model_validator

from simlab.parameters import Parameter
from simlab.scenario.numbers import Numeric, Real
from simlab.scenario.values import Choice, Name, Table, Text, wrong

QUANTITIES = ("loss", "grad_norm", "distance")
BELOW = Parameter("threshold")
EXPECTATIONS = ("equals", "at_least", "at_most", "between")


_EXPECTED = Real(expression=True)
_MARGIN = Real(Parameter("tolerance", minimum=0.0))


class Hit(Table):
    """One ``[[hit]]``: the first step at which a quantity is below a threshold."""

    name: Annotated[str, Name(identifier=True)] = Field(description="the results call it hit_<name>")
    quantity: Annotated[str, Choice(QUANTITIES)] = Field(description="what is watched")
    below: Annotated[Any, Numeric(BELOW)] = Field(description="the threshold")


class Claim(Table):
    """One ``[[claim]]``: a statistic of the results and what it should be."""

    id: Annotated[str, Name(dotted=True)] = Field(description="unique name of the claim")
    text: Annotated[str, Text()] = Field(description="the claim as a sentence")
    statistic: Annotated[str, Text()] = Field(description="expression over the results")
    equals: Annotated[Any, _EXPECTED] | None = Field(default=None, description="expected value")
    at_least: Annotated[Any, _EXPECTED] | None = Field(default=None, description="expected lower bound")
    at_most: Annotated[Any, _EXPECTED] | None = Field(default=None, description="expected upper bound")
    between: list[Annotated[Any, _EXPECTED]] | None = Field(
        default=None, min_length=2, max_length=2, description="expected lower and upper bound"
    )
    tolerance: Annotated[float, _MARGIN] | None = Field(
        default=None, description="allowed distance from equals"
    )
    relative_tolerance: Annotated[float, _MARGIN] | None = Field(
        default=None, description="allowed distance from equals, as a share of it"
    )
    confidence: Annotated[float, Real(Parameter("confidence", above=0.0, below=1.0))] = Field(
        default=0.95, description="confidence level of the interval"
    )

    @property
    def expectations(self) -> dict[str, float | str]:
        """Every number or expression the statistic is compared with, by its key."""
        single = {key: getattr(self, key) for key in EXPECTATIONS[:3] if getattr(self, key) is not None}
        return single | {f"between.{position}": end for position, end in enumerate(self.between or [])}

    @model_validator(mode="after")
    def _one_expectation(self) -> Claim:
        given = [key for key in EXPECTATIONS if getattr(self, key) is not None]
        if len(given) != 1:
            found = f", not {' and '.join(given)}" if given else ""
            raise wrong(f"needs exactly one of {', '.join(EXPECTATIONS)}{found}")
        for key in ("tolerance", "relative_tolerance"):
            if getattr(self, key) is not None and self.equals is None:
                raise wrong(f"{key} goes with equals only")
        if self.tolerance is not None and self.relative_tolerance is not None:
            raise wrong("gives both tolerance and relative_tolerance; one of them is enough")
        if self.between is not None:
            _check_between(self.between)
        return self


def _check_between(ends: list[float | str]) -> None:
    low, high = ends
    if isinstance(low, float) and isinstance(high, float) and low > high:
        raise wrong(f"between needs its lower end first, not [{low:g}, {high:g}]")


class Control(Table):
    """One ``[[control]]``: the scenario with its cause removed, under which claims must be refuted."""

    name: Annotated[str, Name()] = Field(description="unique name of the control")
    refutes: list[Annotated[str, Text()]] = Field(
        min_length=1, description="ids of the claims that must be refuted"
    )
    set: dict[str, Any] = Field(min_length=1, description="what is changed: paths and their values")
    text: Annotated[str, Text(blank=True)] = Field(default="", description="why the claims must fail")
