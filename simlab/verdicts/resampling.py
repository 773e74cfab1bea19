"""Bootstrap resamples of replicates: the same ones for every claim of a file, in batches that fit a cache."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simlab.statistics._resampling import Resample

RESAMPLES = 2000
JACKKNIFE_LIMIT = 1000  # replicates up to which the skewness correction is affordable, and matters
_BATCH = 2_000_000  # drawn replicates held at once
_PURPOSE = 0xB007  # keeps these draws apart from any other use of the scenario's seed


def resamples(replicates: int, seed: int, count: int = RESAMPLES) -> Iterator[Resample]:
    """``count`` resamples of ``replicates`` with replacement, reproducible from ``seed``, batch by batch."""
    rng, other = (np.random.default_rng([seed, _PURPOSE, stream]) for stream in (0, 1))
    size = max(1, min(count, _BATCH // replicates))
    for first in range(0, count, size):
        rows = min(size, count - first)
        drawn = rng.integers(0, replicates, size=(rows, replicates))
        counts = np.empty((rows, replicates))
        for row in range(rows):
            counts[row] = np.bincount(drawn[row], minlength=replicates)
        yield Resample(counts, other)


def jackknife(replicates: int) -> Resample:
    """Every resample that leaves one replicate out [replicate, replicate]."""
    return Resample(1.0 - np.eye(replicates))
