"""Expected smallest value of several replicates, as of restarts; reduces replicate."""

from __future__ import annotations

from functools import partial

import numpy as np
import xarray as xr

from simlab.statistics._errors import ClaimError
from simlab.statistics._resampling import Resample, replicated, weighed

REDUCES = "replicate"


def best_of(x: xr.DataArray, k: int, resample: Resample | None = None) -> xr.DataArray:
    """Mean of min(x_1, ..., x_k) over all choices of k different replicates, in the units of x.

    ``x`` [..., replicate] -> [...]. With r_i of the n replicates not below the i-th smallest, the minimum is
    at least that with the chance prod_{j<k} (r_i - j) / (n - j): the unbiased estimate that uses every
    replicate, of which means over n / k groups are noisier versions. Of a condition, the chance that all k
    hold: ``1 - best_of(final(theta[0]) > 0, 4)`` is that at least one of 4 restarts ends below 0.
    NaN if a replicate is NaN. With ``resample``, one value a resample.

    Raises ``ClaimError`` unless ``k`` is 1, 2, ... and there are so many replicates.
    """
    x = replicated(x, "best_of")
    if k != int(k) or not 1 <= k <= x.sizes["replicate"]:
        raise ClaimError(f"best_of(...) takes 1 to {x.sizes['replicate']} replicates, not {k:g}")
    return weighed(partial(_smallest, int(k)), x, resample)


def _smallest(k: int, values: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Mean minimum [resample] of k ``values`` [replicate], drawn ``counts`` [resample, replicate] times."""
    if np.isnan(values).any():
        return np.full(len(counts), np.nan)
    order = np.argsort(values)
    drawn = counts[:, order]
    not_below = np.cumsum(drawn[:, ::-1], axis=1)[:, ::-1]
    chance = np.ones_like(not_below)
    for j in range(k):
        chance *= np.maximum(not_below - j, 0.0) / (not_below[:, :1] - j)
    weight = chance - np.append(chance[:, 1:], np.zeros((len(counts), 1)), axis=1)
    # Infinite values with no weight are left out: 0 * inf would be NaN.
    return np.multiply(weight, values[order], out=np.zeros_like(weight), where=weight > 0).sum(axis=1)
