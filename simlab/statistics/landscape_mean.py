"""Mean over all points of a landscape; reduces the landscape."""

from __future__ import annotations

import xarray as xr

from simlab.statistics._landscape import sides

REDUCES = "landscape"


def landscape_mean(x: xr.DataArray) -> xr.DataArray:
    """Sum of ``x`` over the points over their number, [..., landscape] -> [...], in the units of x.

    ``exp(landscape_mean(log(around_convexity)))`` is the geometric mean of |lambda_min / lambda_max|, which
    is small where the loss is nearly convex (H. Li et al. 2018, NeurIPS, section 6). NaN if any point is.

    Raises ``ClaimError`` if x is not of a landscape.
    """
    dims = sides(x, "landscape_mean")
    return x.mean(dims, skipna=False)
