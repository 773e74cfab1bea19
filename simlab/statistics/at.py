"""Selects one value of a swept parameter, one step or one replicate; reduces that axis."""

from __future__ import annotations

import numpy as np
import xarray as xr

from simlab.errors import nearest
from simlab.statistics._errors import ClaimError

REDUCES = "axis"


def at(x: xr.DataArray, **where: float) -> xr.DataArray:
    """Value of x at the given place of its axes, [..., axis] -> [...], in the units of x.

    ``at(loss['gd'], learning_rate=0.1, step=100)``. The value must be one of the sweep, or a recorded step,
    to within 1e-9 relative.

    Raises ``ClaimError`` for an unknown axis or a value that is not there; the message lists the values.
    """
    for axis, value in where.items():
        if axis not in getattr(x, "dims", ()) or axis == "resample":
            known = [str(dim) for dim in getattr(x, "dims", ()) if dim != "resample"]
            raise ClaimError(
                f"at(...): no axis '{axis}' here{nearest(axis, known)} (axes: {', '.join(known)})"
            )
        values = x[axis].values.astype(float)
        near = np.flatnonzero(np.isclose(values, float(value), rtol=1e-9, atol=0.0))
        if near.size == 0:
            shown = ", ".join(f"{known:g}" for known in values[:12]) + (", ..." if values.size > 12 else "")
            raise ClaimError(f"at(...): {axis} has no value {float(value):g}; it has {shown}")
        x = _select(x, {axis: int(near[0])})
    return x


def _select(x: xr.DataArray, place: dict[str, int]) -> xr.DataArray:
    """``x`` at ``place``, and so the hits declared for it."""
    hits = x.attrs.get("hits", {})
    chosen = {below: hit.isel(place, drop=True, missing_dims="ignore") for below, hit in hits.items()}
    return x.isel(place, drop=True).assign_attrs(hits=chosen)
