"""Whether a point lies within a distance of a given place; reduces coordinate."""

from __future__ import annotations

import xarray as xr

from simlab.errors import nearest
from simlab.statistics._errors import ClaimError
from simlab.statistics._places import coordinates
from simlab.statistics.norm import norm

REDUCES = "coordinate"


def near(x: xr.DataArray, /, within: float, **where: float) -> xr.DataArray:
    """Condition |x - c| < ``within``, the distance over the coordinates that ``where`` names.

    ``x`` [..., coordinate] -> [...]. ``probability(near(final_theta, within=0.1, x0=3, x1=2))`` is the share
    of starts in the basin of the minimum (3, 2). Coordinates that are not named do not count.

    Raises ``ClaimError`` if x has no coordinates, or none or an unknown one is named.
    """
    labels = [str(label) for label in coordinates(x, "near")["coordinate"].values]
    for label in where:
        if label not in labels:
            known = f"{nearest(label, labels)} (there are {', '.join(labels)})"
            raise ClaimError(f"near(...): no coordinate '{label}'{known}")
    if not where:
        raise ClaimError(f"near(...) needs the place, as in near(..., within=0.1, {labels[0]}=0)")
    chosen = x.isel(coordinate=[labels.index(label) for label in where])
    place = xr.DataArray([float(value) for value in where.values()], dims="coordinate")
    return norm(chosen - place) < within
