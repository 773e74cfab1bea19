"""Gives claims on random replicates their bootstrap intervals, all from the same resamples."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simlab.statistics._resampling import Resample
from simlab.verdicts.case import Case
from simlab.verdicts.intervals import Bootstrap
from simlab.verdicts.measure import draw, freeze, measure
from simlab.verdicts.quantities import Quantities
from simlab.verdicts.resampling import JACKKNIFE_LIMIT, jackknife, resamples


def bootstrap(cases: Sequence[Case], names: Quantities, seed: int, count: int) -> None:
    """Set the ``interval`` of every case from ``count`` resamples, drawn once for all of them.

    What resampling cannot change (reductions over steps, laws) is computed once; each batch of resamples
    then only passes over one number a replicate.
    """
    if not cases:
        return
    frozen = [freeze(case.formula, names) for case in cases]
    replicates = names.dataset.sizes["replicate"]
    draws: list[list[np.ndarray]] = [[] for _ in cases]
    for resample in resamples(replicates, seed, count):
        for case, formula, drawn in zip(cases, frozen, draws, strict=True):
            drawn.append(_spread(case, formula, resample))
    left_out = jackknife(replicates) if replicates <= JACKKNIFE_LIMIT else None
    for case, formula, drawn in zip(cases, frozen, draws, strict=True):
        value = case.spread(case.covered)
        skewness = None if left_out is None else _spread(case, formula, left_out)
        case.interval = Bootstrap(value, np.concatenate(drawn, axis=-1), skewness, _widen(case, names, value))


def _spread(case: Case, formula, resample: Resample) -> np.ndarray:
    return case.spread(draw(formula, resample))


def _widen(case: Case, names: Quantities, value: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Distance from the value down and up to the ends of a threshold's bracket."""
    if not case.formula.brackets:
        return np.zeros_like(value), np.zeros_like(value)
    ends = [case.spread(measure(case.formula, names, side=side)) for side in ("low", "high")]
    return value - np.minimum(*ends), np.maximum(*ends) - value
