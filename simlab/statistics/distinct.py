"""How many different places the replicates are at; reduces replicate."""

from __future__ import annotations

from functools import partial

import numpy as np
import xarray as xr

from simlab.statistics._errors import ClaimError
from simlab.statistics._resampling import Resample, replicated, weighed

REDUCES = "replicate"


def distinct(x: xr.DataArray, within: float, resample: Resample | None = None) -> xr.DataArray:
    """Number of groups of the points x, [..., replicate, coordinate] or [..., replicate] -> [...], no unit.

    Each point joins the first point that is the head of a group and not further than ``within`` away, or
    heads a new one; exact when groups are smaller than ``within`` and further apart than twice that. Points
    that are not finite belong to no group. ``distinct(final_theta, 0.1)`` counts the minima that were found.
    With ``resample``, the groups drawn in each resample.

    Raises ``ClaimError`` unless ``within`` is positive.
    """
    if not within > 0:
        raise ClaimError(f"distinct(...) needs a positive distance, not {within:g}")
    x = replicated(x, "distinct")
    core = ("replicate", *(("coordinate",) if "coordinate" in x.dims else ()))
    return weighed(partial(_groups, float(within)), x, resample, core)


def _groups(within: float, points: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Groups [resample] with a member drawn, of ``points`` [replicate, ...]."""
    points = points.reshape(len(points), -1)
    left = np.isfinite(points).all(axis=1)
    found = np.zeros(len(counts))
    while left.any():
        head = points[np.argmax(left)]
        group = left & (np.sqrt(((points - head) ** 2).sum(axis=1)) <= within)
        found += counts[:, group].sum(axis=1) > 0
        left &= ~group
    return found
