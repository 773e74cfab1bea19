"""One set of bootstrap resamples, shared by every statistic of a claim so that comparisons stay paired."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import xarray as xr

from simlab.statistics._errors import ClaimError

_BATCH = 2_000_000  # counts of single replicates held at once


@dataclass(frozen=True)
class Resample:
    """How often each block of replicates was drawn.

    ``counts`` is [resample, block], float64. A statistic over replicates given a ``Resample`` returns one
    value a row, in a dimension ``resample``. ``members`` [replicate] lists the replicates block by block and
    ``first`` [block] where each block begins in it; ``None``: every replicate is a block of its own. ``rng``
    is ``None`` for a jackknife.
    """

    counts: np.ndarray
    rng: np.random.Generator | None = None
    members: np.ndarray | None = None
    first: np.ndarray | None = None

    @cached_property
    def size(self) -> xr.DataArray:
        """Replicates drawn in each resample [resample]."""
        return xr.DataArray(self.counts @ self._sizes, dims="resample")

    @cached_property
    def _sizes(self) -> np.ndarray:
        if self.members is None or self.first is None:
            return np.ones(self.counts.shape[1])
        return np.diff(self.first, append=len(self.members)).astype(float)

    def sum(self, x: xr.DataArray) -> xr.DataArray:
        """Sum of ``x`` [..., replicate] over each resample [..., resample], infinities and NaN included."""
        total = self._dot(x.where(np.isfinite(x), 0.0))
        if np.isfinite(x.values).all():
            return total
        for value, found in ((np.inf, x == np.inf), (-np.inf, x == -np.inf), (np.nan, x.isnull())):
            total = total + xr.where(self._dot(found) > 0, value, 0.0)
        return total

    def _dot(self, x: xr.DataArray) -> xr.DataArray:
        return xr.apply_ufunc(
            lambda values: self._blocks(values) @ self.counts.T,
            x.astype(float),
            input_core_dims=[["replicate"]],
            output_core_dims=[["resample"]],
        )

    def _blocks(self, values: np.ndarray) -> np.ndarray:
        """Sums [..., block] of ``values`` [..., replicate]."""
        if self.members is None or self.first is None:
            return values
        return np.add.reduceat(values[..., self.members], self.first, axis=-1)

    def weigh(self, function: Callable, values: np.ndarray) -> np.ndarray:
        """``function(values, counts)`` [resample], the counts [resample, replicate] those of each replicate.

        For what a sum cannot tell, such as a quantile; a few rows at a time, so that they fit a cache.
        """
        block = np.arange(self.counts.shape[1])
        if self.members is not None:
            block = np.empty(len(self.members), dtype=int)
            block[self.members] = np.repeat(np.arange(self.counts.shape[1]), self._sizes.astype(int))
        rows = max(1, _BATCH // len(block))
        parts = [self.counts[row : row + rows, block] for row in range(0, len(self.counts), rows)]
        return np.concatenate([function(values, counts) for counts in parts])


def weighed(
    function: Callable, x: xr.DataArray, resample: Resample | None, core: tuple[str, ...] = ("replicate",)
) -> xr.DataArray:
    """``function(values, counts)`` of ``x`` [..., *core] on each resample; if ``None``, on all replicates."""
    draws = resample or Resample(np.ones((1, x.sizes["replicate"])))
    result = xr.apply_ufunc(
        lambda values: draws.weigh(function, values),
        x,
        input_core_dims=[list(core)],
        output_core_dims=[["resample"]],
        vectorize=True,
    )
    return result.isel(resample=0) if resample is None else result


def replicated(x, statistic: str) -> xr.DataArray:
    """``x`` as numbers, if it has one value a replicate; otherwise an error that names the ``statistic``."""
    dims = getattr(x, "dims", ())
    if "replicate" not in dims:
        raise ClaimError(f"{statistic}(...) needs one value a replicate, such as final(loss['gd'])")
    if x.sizes["replicate"] == 0:
        raise ClaimError(f"{statistic}(...) was given no replicates")
    return x.astype(float)
