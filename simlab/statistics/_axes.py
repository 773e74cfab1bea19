"""The swept axes of a value, checked."""

from __future__ import annotations

import xarray as xr

from simlab.errors import nearest
from simlab.statistics._errors import ClaimError

OTHERS = ("step", "replicate", "resample", "coordinate")


def along(x: xr.DataArray, axis: str, statistic: str) -> str:
    """``axis``, if ``x`` varies along a sweep of that name; otherwise an error that lists the axes it has."""
    axes = [dim for dim in getattr(x, "dims", ()) if dim not in OTHERS]
    if axis not in axes:
        known = ", ".join(map(str, axes)) or "none"
        raise ClaimError(
            f"{statistic}(...): no swept axis '{axis}' here{nearest(str(axis), axes)} (axes: {known})"
        )
    return axis
