"""Change of a quantity from one record to the next; keeps step."""

from __future__ import annotations

import xarray as xr

from simlab.statistics._steps import window

REDUCES = ""


def change(x: xr.DataArray) -> xr.DataArray:
    """x_k - x_{k-1} of successive records, [..., step] -> [..., step], one record fewer, in the units of x.

    Labelled with the later step. ``time_mean(change(loss) > 0)`` is the fraction of steps uphill.

    Raises ``ClaimError`` if there are fewer than two records.
    """
    changes = window(x, None, None, "change", least=2).astype(float).diff("step")
    changes.attrs = {}  # a hit was declared for x, not for its changes
    return changes
