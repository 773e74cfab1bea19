"""Share of the coordinates for which something holds; reduces coordinate."""

from __future__ import annotations

import numpy as np
import xarray as xr

from simlab.statistics._errors import ClaimError
from simlab.statistics._places import coordinates

REDUCES = "coordinate"


def share(mask: xr.DataArray) -> xr.DataArray:
    """Share k / d, k of the d coordinates of ``mask`` [..., coordinate] that are true -> [...], no unit.

    ``share(not (abs(final_theta) < 1e300))`` is how many of the parameters are no longer finite.

    Raises ``ClaimError`` if ``mask`` is not a comparison, or has no coordinates.
    """
    if getattr(mask, "dtype", None) != np.dtype(bool):
        raise ClaimError("share(...) needs a comparison, such as abs(final_theta) < 1e300")
    return coordinates(mask, "share").mean("coordinate")
