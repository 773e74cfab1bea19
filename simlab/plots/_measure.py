"""One number per trajectory, for plots over swept parameters, and its summary over replicates."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from pydantic import Field, model_validator

from simlab.errors import UsageError
from simlab.plots._common import Evaluate, PlotOptions
from simlab.plots._palette import STATUS_WORDS
from simlab.plots._select import axis_title, one_coordinate, quantity, step_dim
from simlab.status import Status

StatusName = Literal["running", "converged", "target", "diverged", "non_finite"]


class MeasureOptions(PlotOptions):
    """What is measured on every trajectory: exactly one of ``quantity``, ``status``, ``statistic``."""

    quantity: str = Field(
        default="",
        description="a variable of the results; its last record when it was recorded over steps",
    )
    coordinate: str | int | None = Field(default=None, description="coordinate of a vector quantity")
    status: list[StatusName] = Field(default=[], description="probability of ending in any of these ways")
    statistic: str = Field(default="", description="an expression of the claims language, for each variant")
    center: Literal["median", "mean"] = Field(default="median", description="summary over replicates")
    label: str = Field(default="", description="name of what is measured, with its unit; found when empty")

    @model_validator(mode="after")
    def _one_measure(self):
        if sum(map(bool, (self.quantity, self.status, self.statistic))) > 1:
            raise ValueError("give one of quantity, status and statistic")
        return self


@dataclass(frozen=True)
class Measured:
    """``values`` [variant, replicate] (one replicate for what is measured over all) and what they are."""

    values: np.ndarray
    label: str
    probability: bool = False


def measure(dataset, options: MeasureOptions, places, evaluate: Evaluate | None) -> Measured:
    """Measure every trajectory of the variants at ``places``.

    Raises
    ------
    UsageError
        If the quantity was not recorded, or there is nobody to evaluate a statistic.
    """
    if options.status:
        codes = [Status[name.upper()] for name in options.status]
        values = np.isin(dataset["status"].values[places], codes).astype(float)
        names = " or ".join(f"'{STATUS_WORDS[name]}'" for name in options.status)
        return Measured(values, options.label or f"Probability of {names}", probability=True)
    if options.statistic:
        if evaluate is None:
            raise UsageError(f"figure '{options.file_name}': a statistic needs an evaluator of expressions")
        labels = [str(label) for label in dataset["variant"].values[places]]
        rows = [np.atleast_1d(np.asarray(evaluate(options.statistic, variant=one), float)) for one in labels]
        return Measured(np.stack(rows), options.label or options.statistic)
    variable = one_coordinate(quantity(dataset, options.quantity, options), options.coordinate, options)
    dim = step_dim(variable)
    title = options.label or axis_title(variable)
    if dim is not None:
        variable = variable.isel({dim: -1})
        title = options.label or f"Final {title[:1].lower()}{title[1:]}"
    values = variable.transpose("variant", "replicate").values[places].astype(float)
    return Measured(values, title)


def summarize(values: np.ndarray, center: str, band) -> tuple[np.ndarray, ...]:
    """Center and the band, when one is asked for, of ``values`` [replicate, ...] over replicates.

    In quantiles NaN counts as +inf: a trajectory that was lost cannot improve a summary.
    """
    ranked = np.where(np.isnan(values), np.inf, values)
    with np.errstate(invalid="ignore", over="ignore"):
        middle = quantile(ranked, 0.5) if center == "median" else values.mean(axis=0)
    return (middle, *(quantile(ranked, level) for level in band))


def quantile(values: np.ndarray, level: float) -> np.ndarray:
    """Linearly interpolated quantile over the first axis, as NumPy's but right beside infinities.

    Between two infinities of a sign, and at an order statistic itself, nothing is interpolated.
    """
    position = level * (len(values) - 1)
    below, above = math.floor(position), math.ceil(position)
    ordered = np.partition(values, [below, above], axis=0)
    low, high = ordered[below], ordered[above]
    if below == above:
        return low
    with np.errstate(invalid="ignore", over="ignore"):
        return np.where(low == high, low, low + (position - below) * (high - low))
