"""The records of a quantity from one step to another; keeps step."""

from __future__ import annotations

import xarray as xr

from simlab.statistics import _steps

REDUCES = ""


def window(x: xr.DataArray, first: float | None = None, last: float | None = None) -> xr.DataArray:
    """x_t for ``first`` <= t <= ``last``, [..., step] -> [..., step], in the units of x.

    Lines a quantity up with one that lacks records: ``window(theta, 1) * delayed(theta) < 0`` holds where
    the sign has changed.

    Raises ``ClaimError`` if no record lies in the window.
    """
    # Without attributes: a hit was declared for the whole run, not for this part of it.
    return _steps.window(x, first, last, "window").assign_attrs(hits={})
