"""One set of bootstrap resamples, shared by every statistic of a claim so that comparisons stay paired."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import xarray as xr

from simlab.statistics._errors import ClaimError


@dataclass(frozen=True)
class Resample:
    """How often each replicate was drawn.

    ``counts`` is [resample, replicate], float64. A statistic over replicates given a ``Resample`` returns
    one value a row, in a dimension ``resample``. ``rng`` is ``None`` for a jackknife.
    """

    counts: np.ndarray
    rng: np.random.Generator | None = None

    @cached_property
    def size(self) -> xr.DataArray:
        """Replicates drawn in each resample [resample]."""
        return xr.DataArray(self.counts.sum(axis=1), dims="resample")

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
            np.matmul,
            x.astype(float),
            xr.DataArray(self.counts.T, dims=("replicate", "resample")),
            input_core_dims=[["replicate"], ["replicate", "resample"]],
            output_core_dims=[["resample"]],
        )


def replicated(x, statistic: str) -> xr.DataArray:
    """``x`` as numbers, if it has one value a replicate; otherwise an error that names the ``statistic``."""
    dims = getattr(x, "dims", ())
    if "replicate" not in dims:
        raise ClaimError(f"{statistic}(...) needs one value a replicate, such as final(loss['gd'])")
    if x.sizes["replicate"] == 0:
        raise ClaimError(f"{statistic}(...) was given no replicates")
    return x.astype(float)
