"""The tables with fixed keys that say how a scenario runs: titles, ``[run]``, ``[restarts]``, ``[stop]``."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from simlab.parameters import Parameter
from simlab.scenario.numbers import Numeric
from simlab.scenario.values import Choice, Table, Text, Whole

MOST_STEPS = 10**9
MOST_STEPS_FLOAT32 = 2**24  # the step number is a real of the run's type
MOST_TRAJECTORIES = 10**9

STOPS = {
    "loss_below": Parameter("target: stop where the loss is below"),
    "distance_below": Parameter("target: stop where the distance to the optimum is below", minimum=0.0),
    "gradient_below": Parameter("converged: stop where the gradient is shorter than", minimum=0.0),
    "step_below": Parameter("converged: stop after a step shorter than", minimum=0.0),
    "loss_above": Parameter("diverged: stop where the loss is above"),
}


class Titles(Table):
    """The texts at the top of a file."""

    title: Annotated[str, Text()] = Field(description="what the scenario shows, in a few words")
    source: Annotated[str, Text(blank=True)] = Field(
        default="", description="where the phenomenon is described"
    )
    question: Annotated[str, Text(blank=True)] = Field(default="", description="what the scenario asks")


class Run(Table):
    """How long, how often, in which arithmetic."""

    steps: Annotated[int, Whole(1, MOST_STEPS)] = Field(description="steps of every trajectory")
    replicates: Annotated[int, Whole(1, MOST_TRAJECTORIES)] = Field(
        default=1, description="trajectories of every variant"
    )
    dtype: Annotated[str, Choice(("float64", "float32"))] = Field(
        default="float64", description="arithmetic of the run"
    )
    seed: Annotated[int, Whole(0, 2**63 - 1)] = Field(
        default=0, description="everything random follows from it"
    )


class Restarts(Table):
    """The best of several independent starts in place of every trajectory."""

    count: Annotated[int, Whole(1, MOST_TRAJECTORIES)] = Field(
        description="starts of every replicate, of which the one with the lowest final loss is kept"
    )


class Stop(Table):
    """Where a trajectory ends before its last step."""

    loss_below: Annotated[Any, Numeric(STOPS["loss_below"])] | None = None
    distance_below: Annotated[Any, Numeric(STOPS["distance_below"])] | None = None
    gradient_below: Annotated[Any, Numeric(STOPS["gradient_below"])] | None = None
    step_below: Annotated[Any, Numeric(STOPS["step_below"])] | None = None
    loss_above: Annotated[Any, Numeric(STOPS["loss_above"])] | None = None
