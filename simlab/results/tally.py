"""What a streaming run keeps of one variant while its replicates come and go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from simlab.results.moments import Moments, group_moments
from simlab.results.sketch import Sketch
from simlab.status import Status

MOST_HIT_BINS = 1000


class Fold:
    """Statistics of one quantity over the replicates, for each row: a record, or a coordinate of one.

    The fold of a ``part`` of the replicates keeps the moments of every group: another fold that takes the
    parts in, in the order of the replicates, comes to the bits of one that has seen all numbers.

    ``nan``, ``below`` and ``above`` [rows] count the numbers NaN, -inf and inf; ``histogram`` [rows, bins]
    the numbers from one of ``edges`` up to the next, with a bin before the first and one after the last.
    """

    def __init__(
        self, rows: int, statistics: Sequence[str], edges: Sequence[float] = (), part: bool = False
    ) -> None:
        self.nan, self.below, self.above = np.zeros((3, rows), np.int64)
        self.edges = np.asarray(edges, np.float64)
        wanted = bool({"mean", "variance"} & set(statistics))
        self.moments = Moments(rows) if wanted and not part else None
        self.groups = np.zeros((0, 3, rows)) if wanted and part else None
        self.sketch = Sketch(rows) if "quantiles" in statistics else None
        self.histogram = np.zeros((rows, len(edges) + 1), np.int64) if "histogram" in statistics else None

    def add(self, values: np.ndarray) -> None:
        """Take in ``values`` [rows, lanes] of consecutive replicates."""
        if not np.isfinite(values).all():
            self.nan += np.isnan(values).sum(axis=1)
            self.below += np.isneginf(values).sum(axis=1)
            self.above += np.isposinf(values).sum(axis=1)
        if self.moments:
            self.moments.add(values)
        if self.groups is not None:
            self.groups = np.concatenate([self.groups, group_moments(values)])
        if self.sketch:
            self.sketch.add(values)
        if self.histogram is not None:
            for row, numbers in zip(self.histogram, values, strict=True):
                places = np.searchsorted(self.edges, numbers[~np.isnan(numbers)].astype(np.float64), "right")
                row += np.bincount(places, minlength=row.size)

    def merge(self, part: Fold) -> None:
        """Take in the fold of the replicates that come next."""
        self.nan += part.nan
        self.below += part.below
        self.above += part.above
        if self.moments and part.groups is not None:
            self.moments.merge(part.groups)
        if self.sketch and part.sketch:
            self.sketch.merge(part.sketch)
        if self.histogram is not None and part.histogram is not None:
            self.histogram += part.histogram

    def mean(self) -> np.ndarray:
        """Mean [rows]; infinite if a number is, NaN if one is NaN."""
        if self.moments is None:
            raise ValueError("no moments are kept")
        undefined = (self.nan > 0) | ((self.below > 0) & (self.above > 0))
        mean = np.where(self.below > 0, -np.inf, np.where(self.above > 0, np.inf, self.moments.mean))
        return np.where(undefined, np.nan, mean)

    def mean_error(self) -> np.ndarray:
        """Standard error of the mean [rows]: sqrt(variance / n)."""
        count = self.moments.count if self.moments else np.nan
        return np.sqrt(self.variance() / count)

    def variance(self) -> np.ndarray:
        """Unbiased variance [rows]; NaN where a number is not finite, or there is one only."""
        if self.moments is None:
            raise ValueError("no moments are kept")
        return np.where(self.nan + self.below + self.above > 0, np.nan, self.moments.variance())

    def quantiles(self, levels: Sequence[float]) -> np.ndarray:
        """Quantiles [rows, levels]; NaN where a number is NaN."""
        if self.sketch is None:
            raise ValueError("no sketch is kept")
        found = self.sketch.quantiles(levels, self.below, self.above)
        return np.where(self.nan[:, None] > 0, np.nan, found)

    def arrays(self) -> Iterator[tuple[str, np.ndarray]]:
        """Everything that moves, by name."""
        yield from (("nan", self.nan), ("below", self.below), ("above", self.above))
        if self.moments:
            yield from ((name, getattr(self.moments, name)) for name in ("count", "mean", "squares"))
        if self.groups is not None:
            yield "groups", self.groups
        if self.sketch:
            yield "low", self.sketch.low
            yield "sizes", np.array([counts.size for counts in self.sketch.counts], np.int64)
            yield "counts", np.concatenate(self.sketch.counts)
        if self.histogram is not None:
            yield "histogram", self.histogram

    def restore(self, arrays: Mapping[str, np.ndarray]) -> None:
        """Go on from what ``arrays`` gave."""
        for name, array in self.arrays():
            if name not in ("sizes", "counts", "groups"):
                array[...] = arrays[name]
        if self.groups is not None:
            self.groups = arrays["groups"]
        if self.sketch:
            ends = np.cumsum(arrays["sizes"])
            self.sketch.counts = [part.copy() for part in np.split(arrays["counts"], ends[:-1])]


class Tally:
    """One variant: a ``Fold`` of every quantity, first hits by their step, trajectories by their status."""

    def __init__(self, folds: Mapping[str, Fold], hits: Sequence[str], steps: int) -> None:
        self.folds = dict(folds)
        self.edges = hit_edges(steps)
        self.hits = {name: np.zeros(len(self.edges) + 1, np.int64) for name in hits}  # the last: never
        self.status = np.zeros(len(Status), np.int64)

    def add(
        self, records: Mapping[str, np.ndarray], hits: Mapping[str, np.ndarray], status: np.ndarray
    ) -> None:
        """Take in consecutive replicates: ``records`` [rows, lanes], ``hits`` and ``status`` [lanes]."""
        for name, fold in self.folds.items():
            fold.add(records[name])
        for name, counts in self.hits.items():
            places = np.searchsorted(self.edges, hits[name], "right") - 1
            counts += np.bincount(
                np.where(np.isinf(hits[name]), len(self.edges), places), minlength=counts.size
            )
        self.status += np.bincount(status, minlength=len(Status))

    def merge(self, part: Tally) -> None:
        """Take in the tally of the replicates that come next."""
        for name, fold in self.folds.items():
            fold.merge(part.folds[name])
        for name, counts in self.hits.items():
            counts += part.hits[name]
        self.status += part.status

    def arrays(self) -> Iterator[tuple[str, np.ndarray]]:
        """Everything that moves, by name."""
        yield "status", self.status
        yield from ((f"hit.{name}", counts) for name, counts in self.hits.items())
        for name, fold in self.folds.items():
            yield from ((f"{name}.{key}", array) for key, array in fold.arrays())

    def restore(self, arrays: Mapping[str, np.ndarray]) -> None:
        """Go on from what ``arrays`` gave."""
        self.status[...] = arrays["status"]
        for name, counts in self.hits.items():
            counts[...] = arrays[f"hit.{name}"]
        for name, fold in self.folds.items():
            prefix = f"{name}."
            fold.restore(
                {key[len(prefix) :]: array for key, array in arrays.items() if key.startswith(prefix)}
            )


def hit_edges(steps: int) -> np.ndarray:
    """First steps of the bins in which hits are counted: every step, or else steps at equal ratios."""
    if steps < MOST_HIT_BINS:
        return np.arange(steps + 1)
    return np.unique(
        np.round((steps + 1.0) ** (np.arange(MOST_HIT_BINS) / MOST_HIT_BINS)).astype(np.int64) - 1
    )
