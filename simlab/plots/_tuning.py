"""What one sweep of a parameter such as the learning rate says about every optimizer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simlab.errors import UsageError, nearest
from simlab.plots._measure import Measured, measure, summarize
from simlab.plots._select import axis_names, axis_values
from simlab.statistics._good import decades, nearly_best, runs
from simlab.status import Status

_HALF = 0.5  # a setting is lost when so many of its replicates are


@dataclass(frozen=True)
class Tuned:
    """One optimizer over its settings ``at`` [setting], which rise.

    ``center``, ``low`` and ``high`` [setting] summarise the measure over replicates, infinite where it was
    lost or never reached; ``lost`` [setting] is the share of replicates that diverged; ``good`` [setting]
    marks the good region; ``steps`` [setting] is the median of the hit, if one is asked for; ``best`` is the
    position of the smallest center, ``None`` where all are infinite.
    """

    optimizer: str
    at: np.ndarray
    center: np.ndarray
    low: np.ndarray
    high: np.ndarray
    lost: np.ndarray
    good: np.ndarray
    steps: np.ndarray | None
    best: int | None

    @property
    def width(self) -> float:
        """Decades of the good region."""
        return float(decades(self.good, self.at))

    @property
    def regions(self) -> list[tuple[float, float]]:
        """The good region as intervals of the parameter."""
        return runs(self.good, self.at)

    @property
    def open_ended(self) -> bool:
        """Whether the good region reaches an end of the sweep, so that it may be wider."""
        return bool(self.good[0] or self.good[-1])

    @property
    def best_at_end(self) -> int:
        """-1 or 1 if the best setting is the first or last of the sweep, else 0."""
        return {0: -1, len(self.at) - 1: 1}.get(self.best, 0) if self.best is not None else 0


def tuned(dataset, options, axis: str, places: list[int], evaluate) -> tuple[list[Tuned], Measured]:
    """Every optimizer that has the swept ``axis``, in the order of ``places``, and what was measured.

    Raises
    ------
    UsageError
        If another axis is swept too, a value is negative, one of the axis not positive, or the hit unknown.
    """
    along = axis_values(dataset, axis, options)
    places = [place for place in places if not np.isnan(along[place])]
    if not places or min(along[places]) <= 0:
        raise UsageError(f"figure '{options.file_name}': '{axis}' needs positive values, for decades")
    measured = measure(dataset, options, places, evaluate)
    lost = np.isin(dataset["status"].values[places], (Status.DIVERGED, Status.NON_FINITE))
    center, low, high = _summaries(measured, lost, options)
    if np.nanmin(center) < 0:
        raise UsageError(
            f"figure '{options.file_name}': {measured.label} is negative somewhere; measure what ends at "
            'zero, as with quantity = "distance" or statistic = "final(loss) - ..."'
        )
    steps = _steps(dataset, options, places)
    names = dataset["optimizer"].values[places]
    found = []
    for name in dict.fromkeys(names.tolist()):
        members = np.flatnonzero(names == name)
        members = members[np.argsort(along[places][members])]
        at = along[places][members]
        if len(np.unique(at)) < len(at):
            others = [other for other in axis_names(dataset) if other != axis and other not in options.at]
            fix = f"at = {{{others[0]} = ...}}" if others else "variants"
            raise UsageError(
                f"figure '{options.file_name}': several variants of '{name}' share a value of {axis}; "
                f"choose with {fix}"
            )
        own = None if steps is None else steps[members]
        middle = center[members]
        if options.good == "hit" and own is not None:
            good = np.isfinite(own)
        else:
            good = nearly_best(np.maximum(middle, options.floor), options.within)
        best = int(np.argmin(middle)) if np.isfinite(middle).any() else None
        shares = lost[members].mean(axis=1)
        found.append(Tuned(name, at, middle, low[members], high[members], shares, good, own, best))
    return found, measured


def _summaries(measured: Measured, lost: np.ndarray, options) -> tuple[np.ndarray, ...]:
    """Center, low and high [variant]; what diverged counts as infinite, but a hit before it counts."""
    values = measured.values
    if not options.quantity.startswith("hit_"):
        gone = lost if values.shape == lost.shape else lost.mean(axis=1, keepdims=True) >= _HALF
        values = np.where(gone, np.inf, values)
    values = np.where(np.isnan(values), np.inf, values)
    center, *band = summarize(values.T, options.center, options.band)
    return (center, *band) if band else (center, center, center)


def _steps(dataset, options, places) -> np.ndarray | None:
    """Median steps [variant] to the hit that the options name."""
    if not options.hit:
        return None
    hits = [str(name).removeprefix("hit_") for name in dataset.data_vars if str(name).startswith("hit_")]
    if options.hit not in hits:
        raise UsageError(
            f"figure '{options.file_name}': no hit '{options.hit}'{nearest(options.hit, hits)}; add [[hit]] "
            f'with name = "{options.hit}"'
        )
    return summarize(dataset[f"hit_{options.hit}"].values[places].T, "median", [])[0]
