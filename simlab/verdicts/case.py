"""One claim on its way to a verdict: measured, given an interval, compared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import xarray as xr

from simlab.expressions.errors import ExpressionError
from simlab.statistics._errors import ClaimError, Undefined
from simlab.verdicts.comparison import Comparison
from simlab.verdicts.expectation import Expectation, expectation
from simlab.verdicts.intervals import Binomial, Bootstrap, Exact, Normal
from simlab.verdicts.language import Formula
from simlab.verdicts.measure import measure
from simlab.verdicts.message import message
from simlab.verdicts.quantities import Quantities
from simlab.verdicts.streamed import is_streamed, streamed_interval
from simlab.verdicts.verdict import ERROR, INCONCLUSIVE, REFUTED, Verdict

FEWEST = 10  # replicates below which a bootstrap interval means nothing


@dataclass
class Case:
    """A claim and its value on everything it ``covered``: sweep axes, steps, replicates that it leaves.

    ``random`` tells whether it rests on random replicates, ``sampled`` whether it reduces them, so that the
    value has a sampling error; ``interval`` is ``None`` until a bootstrap gives
    it one. ``significance`` is what Holm's correction leaves of 1 - the claim's confidence.
    """

    claim: Any
    formula: Formula
    expected: Expectation
    covered: xr.DataArray
    replicates: int
    random: bool
    sampled: bool
    interval: Exact | Binomial | Normal | Bootstrap | None
    significance: float | None = None

    def spread(self, x: xr.DataArray) -> np.ndarray:
        """``x`` on all that is covered: [entry], or [entry, resample] if it has that dimension."""
        dims = [dim for dim in x.dims if dim == "resample"]
        x = xr.broadcast(x, self.covered)[0].transpose(*self.covered.dims, *dims)
        return x.values.reshape(self.covered.size, *(x.sizes[dim] for dim in dims)).astype(float)

    @property
    def comparison(self) -> Comparison:
        """The interval against what is expected, entry by entry."""
        if self.interval is None:
            raise RuntimeError(f"claim '{self.claim.id}' has no interval yet")
        low, high = self.spread(self.expected.low), self.spread(self.expected.high)
        return Comparison(self.interval, low, high, self.formula.counts_steps)

    def verdict(self) -> Verdict:
        """The verdict on the worst entry."""
        comparison = self.comparison
        significance = 1.0 - self.claim.confidence if self.significance is None else self.significance
        confidence = 1.0 - significance
        entry = comparison.worst(confidence)
        low, high = comparison.bounds(confidence)
        place = np.unravel_index(entry, self.covered.shape)
        draft = replace(
            _verdict(self.claim, self.expected.text),
            verdict=comparison.verdict(confidence),
            value=float(comparison.interval.value[entry]),
            low=float(low[entry]),
            high=float(high[entry]),
            expected_low=float(comparison.low[entry]),
            expected_high=float(comparison.high[entry]),
            confidence=confidence if self.sampled else None,
            replicates=self.replicates,
            at={
                str(dim): self.covered[dim].values[index].item()
                for dim, index in zip(self.covered.dims, place, strict=True)
            },
        )
        return message(draft, self, comparison)


def prepare(claim, names: Quantities, settings: Quantities) -> Case | Verdict:
    """The claim measured; or at once its verdict, if it cannot be, or has too few random replicates."""
    expected = None
    try:
        expected = expectation(claim, settings)
        formula = Formula.read(claim.statistic)
        value = measure(formula, names).astype(float)
        sides = [measure(formula, names, side=side) for side in ("low", "high")] if formula.brackets else []
        _check(value, expected, formula)
    except (ClaimError, ExpressionError, Undefined) as trouble:
        verdict = _verdict(claim, expected.text if expected else "")
        found = REFUTED if isinstance(trouble, Undefined) else ERROR
        return replace(verdict, verdict=found, message=str(trouble))
    covered = xr.broadcast(value, expected.low, expected.high)[0]
    streamed = is_streamed(names.dataset)
    known = streamed_interval(formula, names, covered) if streamed else None
    replicates = int(names.dataset.attrs["replicates"] if streamed else names.dataset.sizes["replicate"])
    used = formula.reduces_replicates or known is not None or "replicate" in value.dims
    random = bool(names.dataset.attrs["random"]) and used
    sampled = random and (formula.reduces_replicates or known is not None)
    fewest = FEWEST if sampled and not formula.is_probability else 2
    if random and replicates < fewest:
        few = f"not decided by {replicates} random replicate(s): run {fewest} or more"
        return replace(_verdict(claim, expected.text), message=few, replicates=replicates)
    if replicates == 1 and "replicate" in value.dims:
        value = value.isel(replicate=0, drop=True)
    covered = xr.broadcast(value, expected.low, expected.high)[0]
    case = Case(claim, formula, expected, covered, replicates if used else 0, random, sampled, None)
    if sampled and known is not None:
        case.interval = known
    elif sampled and formula.is_probability:
        case.interval = Binomial(case.spread(covered), replicates)
    elif not sampled:
        ends = np.array([case.spread(side.squeeze()) for side in sides] or [case.spread(covered)])
        case.interval = Exact(case.spread(covered), ends.min(axis=0), ends.max(axis=0))
    return case


def _check(value: xr.DataArray, expected: Expectation, formula: Formula) -> None:
    if value.size == 0:
        raise ClaimError("the statistic is measured on no data")
    if formula.reduces_replicates and "replicate" in value.dims:
        raise ClaimError("one part reduces the replicates and another does not: reduce both")
    if bool(expected.low.isnull().any() | expected.high.isnull().any()):
        raise ClaimError("what is expected is not a number")
    if bool((expected.low > expected.high).any()):
        raise ClaimError("the lower end of what is expected lies above the upper one")
    for dim in {*expected.low.dims} & {*value.dims}:
        if not np.array_equal(value[dim].values, expected.low[dim].values):
            raise ClaimError(f"statistic and expectation lie on different values of {dim}")


def _verdict(claim, expectation: str) -> Verdict:
    """A verdict still to be filled in."""
    return Verdict(claim.id, claim.text, claim.statistic, expectation, INCONCLUSIVE, "")
