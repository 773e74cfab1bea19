"""Intervals against expectations: supported, refuted or inconclusive, for everything a claim covers."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simlab.verdicts.intervals import Binomial, Bootstrap, Exact, Normal
from simlab.verdicts.verdict import INCONCLUSIVE, REFUTED, SUPPORTED

_CODES = (SUPPORTED, INCONCLUSIVE, REFUTED)  # from best to worst: the worst case is the verdict
_MOST = 10**9  # replicates beyond which no advice is given


@dataclass(frozen=True)
class Comparison:
    """An interval and the range expected, entry by entry of what the claim covers (a sweep, replicates).

    ``endless`` says that an infinite value means "not within this run", which supports no lower bound.
    """

    interval: Exact | Binomial | Normal | Bootstrap
    low: np.ndarray
    high: np.ndarray
    endless: bool = False

    def bounds(self, confidence: float) -> tuple[np.ndarray, np.ndarray]:
        """Simultaneous limits: each of n entries is given 1 - (1 - confidence) / n (Bonferroni)."""
        return self.interval.bounds(1.0 - (1.0 - confidence) / max(1, self.low.size))

    def codes(self, confidence: float) -> np.ndarray:
        """0 inside, 1 straddling, 2 outside, or not a number."""
        low, high = self.bounds(confidence)
        outside = (low > self.high) | (high < self.low) | np.isnan(self.interval.value)
        inside = (low >= self.low) & (high <= self.high)
        if self.endless:
            inside &= ~(np.isposinf(low) & np.isposinf(self.high))
        return np.where(outside, 2, np.where(inside, 0, 1))

    def verdict(self, confidence: float) -> str:
        """The verdict on the worst entry."""
        return _CODES[int(self.codes(confidence).max())]

    def worst(self, confidence: float) -> int:
        """The entry that decides: the worst verdict, and among equals the largest excess over the range."""
        low, high = self.bounds(confidence)
        with np.errstate(all="ignore"):
            excess = np.fmax(self.low - low, high - self.high)
            scale = np.fmax(np.where(np.isfinite(self.low), np.abs(self.low), 0.0), 1e-300)
            scale = np.fmax(scale, np.where(np.isfinite(self.high), np.abs(self.high), 0.0))
            excess = np.where(np.isnan(self.interval.value), np.inf, excess / scale)
        return int(np.lexsort((np.nan_to_num(excess, nan=np.inf), self.codes(confidence)))[-1])

    def replicates_to_decide(self, confidence: float, replicates: int) -> int | None:
        """Replicates that would decide the worst entry, did its value stay; ``None`` if no sane number."""
        entry = self.worst(confidence)
        value = float(self.interval.value[entry])
        if isinstance(self.interval, Binomial):
            more = replicates
            while more <= _MOST:
                more = math.ceil(1.1 * more)
                scaled = Comparison(self.interval.with_replicates(more), self.low, self.high)
                if scaled.codes(confidence)[entry] != 1:
                    return _round_up(more)
            return None
        low, high = (float(bound[entry]) for bound in self.bounds(confidence))
        gaps = [
            (abs(value - edge), abs(value - reach))
            for edge, reach in ((self.low[entry], low), (self.high[entry], high))
            for reach in (low, high)
            if math.isfinite(edge) and min(value, reach) <= edge <= max(value, reach)
        ]
        if not gaps or not all(math.isfinite(width) and gap > 0 for gap, width in gaps):
            return None
        # Half-widths shrink as 1 / sqrt(replicates); a tenth more, because the estimate itself moves.
        needed = 1.1 * replicates * max((width / gap) ** 2 for gap, width in gaps)
        return _round_up(needed) if needed <= _MOST else None


def _round_up(number: float) -> int:
    """Two significant digits, never less than ``number``."""
    unit = 10 ** max(0, math.floor(math.log10(number)) - 1)
    return math.ceil(number / unit) * unit
