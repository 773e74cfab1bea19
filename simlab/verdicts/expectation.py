"""What a claim expects: a range of values, from numbers, settings and laws."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from simlab.statistics._errors import ClaimError
from simlab.verdicts.language import Formula
from simlab.verdicts.measure import measure
from simlab.verdicts.quantities import Quantities


@dataclass(frozen=True)
class Expectation:
    """The closed range [``low``, ``high``] over sweep axes, and the claim's own words for it."""

    low: xr.DataArray
    high: xr.DataArray
    text: str


def expectation(claim, names: Quantities) -> Expectation:
    """The range that ``claim`` allows; a tolerance belongs to ``equals`` and widens it on both sides.

    ``equals`` x with ``tolerance`` a and ``relative_tolerance`` r is x - a - r |x| to x + a + r |x|.

    Raises
    ------
    ClaimError, ExpressionError
        If a formula is wrong, uses a measured quantity or leaves a law's domain.
    """
    if claim.at_least is not None:
        low = _number(claim.at_least, names)
        return Expectation(low, xr.full_like(low, np.inf), f"at least {_words(claim.at_least)}")
    if claim.at_most is not None:
        high = _number(claim.at_most, names)
        return Expectation(xr.full_like(high, -np.inf), high, f"at most {_words(claim.at_most)}")
    if claim.between is not None:
        low, high = (_number(end, names) for end in claim.between)
        return Expectation(low, high, f"between {_words(claim.between[0])} and {_words(claim.between[1])}")
    if claim.equals is None:
        raise ClaimError("expects nothing: give equals, at_least, at_most or between")
    center = _number(claim.equals, names)
    absolute, relative = claim.tolerance or 0.0, claim.relative_tolerance or 0.0
    margin = absolute + relative * np.abs(center)
    text = f"equals {_words(claim.equals)}"
    if absolute:
        text += f" within {absolute:g}"
    if relative:
        text += f" within {100 * relative:g} %"
    return Expectation(center - margin, center + margin, text)


def _number(value, names: Quantities) -> xr.DataArray:
    if not isinstance(value, str):
        return xr.DataArray(float(value))
    return measure(Formula.read(value), names).astype(float)


def _words(value) -> str:
    return value if isinstance(value, str) else f"{value:g}"
