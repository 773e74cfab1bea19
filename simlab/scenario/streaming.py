"""The table ``[stream]``: quantities of which only statistics over the replicates are kept."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from random import Random
from typing import Annotated, Any

from pydantic import Field, create_model, model_validator

from simlab import registry
from simlab.parameters import Parameter
from simlab.scenario.numbers import Real
from simlab.scenario.sweeps import Linear, Log
from simlab.scenario.values import Choice, Table, wrong
from simlab.status import Status

SUFFIXES = {  # of the variables that keep a statistic, by its word in the table
    "mean": ("mean", "mean_error"),
    "variance": ("variance",),
    "quantiles": ("quantile",),
    "histogram": ("histogram",),
}
LEVELS = [0.05, 0.25, 0.5, 0.75, 0.95]
BINS = {"log": {"from": 1e-12, "to": 1e12, "count": 97}}  # four bins a decade
_DIGITS = 12  # significant digits of an edge, as of the values of a sweep
_LEVEL = Real(Parameter("level", minimum=0.0, maximum=1.0))


class Bins(Table):
    """Edges of the bins of a histogram."""

    linear: Linear | None = Field(default=None, description="edges at equal differences")
    log: Log | None = Field(default=None, description="edges at equal ratios")

    @property
    def edges(self) -> list[float]:
        """The edges, ascending; below the first and from the last on there is one more bin each."""
        form = self.linear or self.log
        return [float(f"{edge:.{_DIGITS}g}") for edge in form.numbers(Random(0))] if form else []

    @model_validator(mode="after")
    def _ascending(self) -> Bins:
        if (self.linear is None) == (self.log is None):
            raise wrong("bins need exactly one of linear, log")
        edges = self.edges
        if any(low >= high for low, high in pairwise(edges)):
            raise wrong("edges of bins must ascend")
        return self


class Stream(Table):
    """What is kept of every recorded quantity; nothing is kept of any single trajectory."""

    levels: list[Annotated[float, _LEVEL]] = Field(
        default=LEVELS, min_length=1, max_length=99, description="shares at which quantiles are taken"
    )
    bins: Bins = Field(default=Bins.model_validate(BINS), description="bins of the histograms")

    @property
    def quantities(self) -> dict[str, list[str]]:
        """The statistics that are kept of each quantity."""
        given = {name: getattr(self, name) for name in registry.names("observers")}
        return {name: statistics for name, statistics in given.items() if statistics is not None}

    @model_validator(mode="after")
    def _something(self) -> Stream:
        if not self.quantities:
            raise wrong("names no quantity; write for instance loss = ['mean', 'quantiles']")
        if sorted(set(self.levels)) != list(self.levels):
            raise wrong("levels must ascend")
        return self


@cache
def stream_model() -> type[Stream]:
    """``Stream`` with a key for every quantity that can be recorded."""
    statistics = list[Annotated[str, Choice(tuple(SUFFIXES))]] | None
    fields: dict[str, Any] = {
        name: (statistics, Field(default=None, min_length=1, description=registry.summary("observers", name)))
        for name in registry.names("observers")
    }
    return create_model("stream", __base__=Stream, __doc__=Stream.__doc__, **fields)


def streamed_names(stream: Stream, hits: Iterable[str]) -> list[str]:
    """The variables of the results of a run with ``stream`` and with ``hits`` of these full names."""
    names = [
        f"{quantity}_{suffix}"
        for quantity, statistics in stream.quantities.items()
        for statistic in statistics
        for suffix in SUFFIXES[statistic]
    ]
    names += [f"{hit}_{suffix}" for hit in hits for suffix in ("share", "histogram")]
    return ["count", *names, *(f"{status.label}_share" for status in Status)]
