"""Share of the replicates for which something holds; reduces replicate."""

from __future__ import annotations

import numpy as np
import xarray as xr

from simlab.statistics._errors import ClaimError
from simlab.statistics._resampling import Resample, replicated

REDUCES = "replicate"


def probability(mask: xr.DataArray, resample: Resample | None = None) -> xr.DataArray:
    """Share k / n, k the replicates of ``mask`` [..., replicate] that are true -> [...], no unit.

    With ``resample``, one value a resample. Where all replicates agree a bootstrap sees no spread at all;
    the draws then come from Beta(n, 1) or Beta(1, n), whose quantiles are the exact Clopper-Pearson limits.

    Raises ``ClaimError`` if ``mask`` is not a comparison.
    """
    if getattr(mask, "dtype", None) != np.dtype(bool):
        raise ClaimError(
            "probability(...) needs a comparison, such as status == 'diverged' or final(loss) < 1"
        )
    x = replicated(mask, "probability")
    share = x.mean("replicate")
    if resample is None:
        return share
    draws = resample.sum(x) / resample.size
    if resample.rng is None:
        return draws
    unseen = xr.DataArray(resample.rng.beta(1.0, x.sizes["replicate"], len(resample.counts)), dims="resample")
    return draws.where((share > 0) & (share < 1), xr.where(share > 0, 1.0 - unseen, unseen))
