"""Quantiles of numbers that come and go: exact counts in bins of fixed relative width."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

ACCURACY = 2.0**-7  # relative error of a quantile, at most
_SHIFT = 52 - 6  # a bin keeps the exponent of a float64 and the first 6 bits of its mantissa


class Sketch:
    """How many finite numbers of each row fell into each bin.

    A bin holds the numbers of one sign that agree in their exponent and the first six bits of their
    mantissa: 64 bins an octave, of which the middle is within 2^-7 (0.8 %) of every member. Zero has a bin of
    its own. Counts are integers and bins are fixed, so sketches merge in any order to the same counts.
    (As the histograms of Tene's HdrHistogram; Masson, Rim and Lee, DDSketch, VLDB 2019, take equal ratios.)

    ``low`` is the first bin of each row's window of ``counts``; windows grow as numbers arrive.
    """

    def __init__(self, rows: int) -> None:
        self.low = np.zeros(rows, np.int64)
        self.counts = [np.zeros(0, np.int64) for _ in range(rows)]

    def add(self, values: np.ndarray) -> None:
        """Take in the finite ones of ``values`` [rows, lanes]."""
        for row, numbers in enumerate(values):
            numbers = numbers[np.isfinite(numbers)]
            if numbers.size:
                codes = bins(numbers)
                low = int(codes.min())
                self._merge(row, low, np.bincount(codes - low))

    def merge(self, other: Sketch) -> None:
        """Take in what ``other`` has counted."""
        for row, counts in enumerate(other.counts):
            if counts.size:
                self._merge(row, int(other.low[row]), counts)

    def _merge(self, row: int, low: int, fresh: np.ndarray) -> None:
        counts = self.counts[row]
        if not counts.size:
            self.low[row], self.counts[row] = low, fresh.copy()
            return
        old = int(self.low[row])
        first, last = min(old, low), max(old + counts.size, low + fresh.size)
        if (first, last) != (old, old + counts.size):
            counts = np.pad(counts, (old - first, last - old - counts.size))
            self.low[row], self.counts[row] = first, counts
        counts[low - first : low - first + fresh.size] += fresh

    def quantiles(self, levels: Sequence[float], below: np.ndarray, above: np.ndarray) -> np.ndarray:
        """The number of rank floor((n - 1) p) for each of ``levels`` p, [rows, levels], to within a bin.

        ``below`` and ``above`` [rows] count the numbers -inf and inf besides; NaN where there is no number.
        """
        out = np.full((len(self.counts), len(levels)), np.nan)
        for row, counts in enumerate(self.counts):
            size = int(below[row] + counts.sum() + above[row])
            if size == 0:
                continue
            ends = int(below[row]) + np.cumsum(counts)
            for place, level in enumerate(levels):
                rank = int(np.floor((size - 1) * level))
                if rank < below[row]:
                    out[row, place] = -np.inf
                elif not ends.size or rank >= ends[-1]:
                    out[row, place] = np.inf
                else:
                    out[row, place] = middle(int(self.low[row]) + int(np.searchsorted(ends, rank, "right")))
        return out


def bins(numbers: np.ndarray) -> np.ndarray:
    """The bin of each finite number, in ascending order: 0 for zero, negative for negative numbers."""
    numbers = np.asarray(numbers, np.float64)
    codes = (np.abs(numbers).view(np.int64) >> _SHIFT) + (numbers != 0.0)
    return np.where(numbers < 0.0, -codes, codes)


def middle(code: int) -> float:
    """The number in the middle of a bin."""
    if code == 0:
        return 0.0
    bits = ((abs(code) - 1) << _SHIFT) | (1 << (_SHIFT - 1))
    return float(np.copysign(np.array(bits, np.int64).view(np.float64), code))
