"""Share of the points of a landscape at which something holds; reduces the landscape."""

from __future__ import annotations

import numpy as np
import xarray as xr

from simlab.statistics._errors import ClaimError
from simlab.statistics._landscape import sides

REDUCES = "landscape"


def landscape_share(mask: xr.DataArray) -> xr.DataArray:
    """Share k / n, k of the n points of ``mask`` [..., landscape] that are true -> [...], no unit.

    ``landscape_share(around_lambda_min >= 0)`` is how much of the plane is convex.

    Raises ``ClaimError`` if ``mask`` is not a comparison, or not of a landscape.
    """
    dims = sides(mask, "landscape_share")
    if mask.dtype != np.dtype(bool):
        raise ClaimError("landscape_share(...) needs a comparison, such as around_lambda_min >= 0")
    return mask.mean(dims)
