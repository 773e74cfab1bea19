"""One quantity divided by another; keeps every axis."""

from __future__ import annotations

import xarray as xr

REDUCES = ""


def ratio(a: xr.DataArray, b: xr.DataArray) -> xr.DataArray:
    """Quotient a / b, axis by axis; the same as writing the division.

    inf / inf and 0 / 0 are NaN, on which no claim is ever supported.
    """
    return a / b
