"""Mean and variance of numbers that come and go: pairwise within groups, merged in a fixed order."""

from __future__ import annotations

import numpy as np

from simlab.plan.chunks import GROUP

_ROWS = 8  # rows that are worked on together, so that they stay in the cache


class Moments:
    """Count, mean and sum of squared deviations of the finite numbers of each row.

    Numbers arrive in groups of ``GROUP`` consecutive ones. A group is summed by halving, two-pass, and merged
    into what came before by

        delta = b.mean - a.mean,   n = a.n + b.n,   mean = a.mean + delta b.n / n,
        M2 = a.M2 + b.M2 + delta^2 a.n b.n / n

    so that the result depends on the numbers and their order alone, not on how many arrive at once. Source:
    Chan, Golub and LeVeque, Updating formulae and a pairwise algorithm for computing sample variances (1979).
    """

    def __init__(self, rows: int) -> None:
        self.count, self.mean, self.squares = np.zeros((3, rows))

    def add(self, values: np.ndarray) -> None:
        """Take in ``values`` [rows, lanes]; all but the last call must bring whole groups."""
        self.merge(group_moments(values))

    def merge(self, groups: np.ndarray) -> None:
        """Take in what ``group_moments`` made of the numbers that come next."""
        with np.errstate(all="ignore"):  # overflow is a result
            for count, mean, squares in groups:
                total = self.count + count
                share = np.where(total > 0, count / total, 0.0)
                delta = mean - self.mean
                self.mean += delta * share
                weight = self.count * share
                self.squares += squares + np.where(weight > 0, delta * delta * weight, 0.0)
                self.count = total

    def variance(self) -> np.ndarray:
        """Unbiased variance [rows]; NaN for fewer than two numbers."""
        with np.errstate(all="ignore"):
            return np.where(self.count > 1, self.squares / (self.count - 1.0), np.nan)


def group_moments(values: np.ndarray) -> np.ndarray:
    """Count, mean, squared deviations [groups, 3, rows] of each group of ``values`` [rows, lanes]."""
    firsts = range(0, values.shape[1], GROUP)
    out = np.empty((len(firsts), 3, len(values)))
    for group, first in enumerate(firsts):
        for row in range(0, len(values), _ROWS):
            rows = slice(row, row + _ROWS)
            out[group, :, rows] = _moments(values[rows, first : first + GROUP].astype(np.float64))
    return out


def _moments(block: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    finite = np.isfinite(block)
    count = finite.sum(axis=1).astype(np.float64)
    known = bool(finite.all())
    with np.errstate(all="ignore"):  # overflow and 0 / 0 are results
        mean = _sum(block if known else np.where(finite, block, 0.0)) / count
        mean = np.where(count > 0, mean, 0.0)
        block = block - mean[:, None]
        squares = _sum(np.square(block if known else np.where(finite, block, 0.0)))
    return count, mean, squares


def _sum(block: np.ndarray) -> np.ndarray:
    """Sum of each row [rows, up to GROUP], its halves added again and again: one order on every machine."""
    size = 1 << max(0, block.shape[1] - 1).bit_length()
    if size != block.shape[1]:
        block = np.pad(block, ((0, 0), (0, size - block.shape[1])))
    while size > 1:
        size //= 2
        block = block[:, :size] + block[:, size : 2 * size]
    return block[:, 0]
