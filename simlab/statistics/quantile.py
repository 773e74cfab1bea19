"""Quantile over replicates; reduces replicate."""

from __future__ import annotations

from functools import partial

import numpy as np
import xarray as xr

from simlab.statistics._errors import ClaimError
from simlab.statistics._resampling import Resample, replicated, weighed

REDUCES = "replicate"


def quantile(x: xr.DataArray, p: float, resample: Resample | None = None) -> xr.DataArray:
    """Value below which the share ``p`` of the replicates lies, [..., replicate] -> [...], in the units of x.

    With x sorted, linear between x[k] and x[k+1] at h = (n - 1) p, k = floor(h) (definition 7 of Hyndman and
    Fan, 1996, the default of NumPy). Infinite values are ordinary ones; NaN if a replicate is NaN.
    With ``resample``, one value a resample.

    Raises ``ClaimError`` unless 0 <= ``p`` <= 1.
    """
    p = float(p)
    if not 0.0 <= p <= 1.0:
        raise ClaimError(f"quantile(...) needs a share between 0 and 1, not {p:g}")
    x = replicated(x, "quantile")
    return weighed(partial(_quantiles, p), x, resample)


def _quantiles(p: float, values: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Quantiles [resample] of ``values`` [replicate] drawn ``counts`` [resample, replicate] times."""
    if np.isnan(values).any():
        return np.full(len(counts), np.nan)
    order = np.argsort(values)
    values = values[order]
    drawn = np.cumsum(np.take(counts, order, axis=1), axis=1)
    h = p * (drawn[:, -1] - 1.0)
    below, above = values[_positions(drawn, np.floor(h))], values[_positions(drawn, np.ceil(h))]
    # Equal neighbours are taken as they are: inf - inf would be NaN.
    gap = np.subtract(above, below, out=np.zeros_like(below), where=above != below)
    share = h - np.floor(h)
    return below + np.multiply(gap, share, out=np.zeros_like(gap), where=share > 0)


def _positions(drawn: np.ndarray, rank: np.ndarray) -> np.ndarray:
    """Sorted position of the draw with ``rank`` 0, 1, ... in each row of cumulated counts."""
    return np.argmax(drawn > rank[:, None], axis=1)
