"""Bootstrap resamples of replicates: the same ones for every claim of a file, in batches that fit a cache."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simlab.statistics._resampling import Resample

RESAMPLES = 2000
JACKKNIFE_LIMIT = 1000  # replicates up to which the skewness correction is affordable, and matters
BLOCKS = 1000  # of which one is drawn at a time, where there are more replicates
_BATCH = 2_000_000  # drawn blocks held at once
_PURPOSE = 0xB007  # keeps these draws apart from any other use of the scenario's seed


def resamples(replicates: int, seed: int, count: int = RESAMPLES) -> Iterator[Resample]:
    """``count`` resamples of ``replicates`` with replacement, reproducible from ``seed``, batch by batch.

    More than ``BLOCKS`` replicates are first dealt at random into so many blocks of equal size (give or take
    one), and whole blocks are drawn: sums over blocks are taken once, so that the time no longer grows with
    replicates times resamples. Replicates are independent, hence blocks are; a statistic that is a smooth
    function of means has the same standard error from either, known from 1000 blocks to within
    1 / sqrt(2 * 1000) = 2 % of itself.
    """
    rng, other, dealer = (np.random.default_rng([seed, _PURPOSE, stream]) for stream in (0, 1, 2))
    blocks, members, first = replicates, None, None
    if replicates > BLOCKS:
        blocks, members = BLOCKS, dealer.permutation(replicates)
        first = np.arange(blocks) * replicates // blocks
    size = max(1, min(count, _BATCH // blocks))
    for begin in range(0, count, size):
        rows = min(size, count - begin)
        drawn = rng.integers(0, blocks, size=(rows, blocks))
        counts = np.empty((rows, blocks))
        for row in range(rows):
            counts[row] = np.bincount(drawn[row], minlength=blocks)
        yield Resample(counts, other, members, first)


def jackknife(replicates: int) -> Resample:
    """Every resample that leaves one replicate out [replicate, replicate]."""
    return Resample(1.0 - np.eye(replicates))
