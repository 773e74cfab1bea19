"""The sentence that explains a verdict."""

from __future__ import annotations

import math
from dataclasses import replace

from simlab.verdicts.comparison import Comparison
from simlab.verdicts.verdict import INCONCLUSIVE, SUPPORTED, Verdict


def message(verdict: Verdict, case, comparison: Comparison) -> Verdict:
    """``verdict`` with its message: what was measured, where, against what, and what would decide."""
    parts = [
        f"measured {_measured(verdict)}",
        f"expected {_range(verdict.expected_low, verdict.expected_high)}",
    ]
    if verdict.at:
        kind = "closest case" if verdict.verdict == SUPPORTED else "worst case"
        place = ", ".join(f"{axis} = {_number(value)}" for axis, value in verdict.at.items())
        parts.append(f"{kind} of {case.covered.size} at {place}")
    if math.isnan(verdict.value):
        parts.append("a value that is not a number supports nothing")
    if verdict.verdict == SUPPORTED and "replicate" in case.covered.dims and case.random:
        # Clopper and Pearson's limit where every trial succeeds.
        share = (1.0 - case.claim.confidence) ** (1.0 / verdict.replicates)
        parts.append(
            f"held in all {verdict.replicates} replicates, so in at least {100 * share:.4g} % of runs"
        )
    if verdict.verdict == INCONCLUSIVE:
        parts.append(_advice(verdict, case, comparison))
    return replace(verdict, message="; ".join(parts))


def _advice(verdict: Verdict, case, comparison: Comparison) -> str:
    """What would turn an inconclusive claim into a decided one."""
    if case.formula.counts_steps and math.isinf(verdict.value):
        return "the run ended before it happened: more steps would decide"
    if case.formula.brackets:
        finer = "a sweep with closer values near the flip would decide"
        return f"{finer}, or more replicates" if case.sampled else finer
    needed = comparison.replicates_to_decide(verdict.confidence or case.claim.confidence, verdict.replicates)
    if needed is None:
        return "the value lies too close to the limit for any number of replicates to decide"
    return f"about {needed:,} replicates would decide (now {verdict.replicates:,})"


def _measured(verdict: Verdict) -> str:
    if verdict.confidence is not None:
        level = 100.0 * verdict.confidence
        return f"{_number(verdict.value)}, {level:.4g} % interval {_range(verdict.low, verdict.high)}"
    if verdict.low == verdict.high or math.isnan(verdict.value):
        return _number(verdict.value)
    return f"{_number(verdict.value)}, bracket {_range(verdict.low, verdict.high)}"


def _range(low: float, high: float) -> str:
    if low == high:
        return _number(low)
    if math.isinf(high) and high > 0:
        return f"at least {_number(low)}"
    if math.isinf(low) and low < 0:
        return f"at most {_number(high)}"
    return f"{_number(low)} to {_number(high)}"


def _number(value: float | str) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)
