"""From results and claims to verdicts."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import xarray as xr

from simlab.verdicts.bootstrap import bootstrap
from simlab.verdicts.case import Case, prepare
from simlab.verdicts.holm import holm, p_value
from simlab.verdicts.quantities import Quantities
from simlab.verdicts.resampling import RESAMPLES
from simlab.verdicts.verdict import INCONCLUSIVE, Verdict


def judge(dataset: xr.Dataset, claims: Iterable, resampled: int = RESAMPLES) -> list[Verdict]:
    """A verdict on every claim, in their order.

    A number without randomness is compared exactly. One that rests on random replicates gets an interval: of
    Clopper and Pearson where the statistic is one probability, else by paired bootstrap (``resampled``
    resamples, the same for all claims, reproducible from the scenario's seed); Holm's correction runs over
    these claims. Whatever dimensions a statistic leaves (sweep axes, steps, replicates) are all covered: the
    claim must hold at each, and the worst decides.

    A claim that cannot be measured gets the verdict "error"; the others are judged all the same.
    """
    names, settings = Quantities(dataset), Quantities(dataset, measured=False)
    cases = [prepare(claim, names, settings) for claim in claims]
    sampled = [case for case in cases if isinstance(case, Case) and case.sampled]
    bootstrap(
        [case for case in sampled if case.interval is None], names, int(dataset.attrs["seed"]), resampled
    )
    p_values = [p_value(_decides(case)) for case in sampled]
    levels = holm(p_values, [1.0 - case.claim.confidence for case in sampled])
    for case, level in zip(sampled, levels, strict=True):
        case.significance = level
    return [case.verdict() if isinstance(case, Case) else case for case in cases]


def _decides(case: Case) -> Callable[[float], bool]:
    comparison = case.comparison
    return lambda confidence: comparison.verdict(confidence) != INCONCLUSIVE
