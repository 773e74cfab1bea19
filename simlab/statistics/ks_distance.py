"""Distance of a distribution from a law (Kolmogorov and Smirnov); reduces replicate."""

from __future__ import annotations

import numpy as np
import xarray as xr

from simlab.statistics._errors import ClaimError
from simlab.statistics._resampling import Resample, replicated, weighed

REDUCES = "replicate"


def ks_distance(x: xr.DataArray, resample: Resample | None = None) -> xr.DataArray:
    """D = sup_u |F_n(u) - u|, F_n the share of replicates with x <= u, [..., replicate] -> [...], no unit.

    ``x`` is the law's distribution function at the measured values, uniform on (0, 1) if the law is right:
    ``ks_distance(law.arcsine_distribution(final(theta[0]), -sqrt(2), sqrt(2)))``. n exact draws of a
    continuous law have D of about 0.87 / sqrt(n), below 1.95 / sqrt(n) in 999 of 1000 cases. NaN if a
    replicate is NaN. With ``resample``, one value a resample; resampling adds to the distance, so that an
    upper limit drawn from it is a cautious one.

    Raises ``ClaimError`` if a value lies outside [0, 1].
    Reference: A. Kolmogorov, Giornale dell'Istituto Italiano degli Attuari 4 (1933), 83.
    """
    x = replicated(x, "ks_distance")
    if bool(((x < 0) | (x > 1)).any()):
        raise ClaimError("ks_distance(...) needs shares, such as law.normal_distribution(final(theta[0]))")
    return weighed(_distances, x, resample)


def _distances(values: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """D [resample] of the ``values`` [replicate] drawn ``counts`` [resample, replicate] times."""
    if np.isnan(values).any():
        return np.full(len(counts), np.nan)
    order = np.argsort(values)
    values, drawn = values[order], np.cumsum(counts[:, order], axis=1)
    share = drawn / drawn[:, -1:]
    before = np.concatenate([np.zeros((len(counts), 1)), share[:, :-1]], axis=1)
    # F_n jumps at every value: it is furthest from the line just before or at a jump.
    return np.maximum(share - values, values - before).max(axis=1)
