"""One fused multiply-add on plain numbers, for which no code has to be compiled.

Planning a run evaluates a surface at a point or two; the machine's own instruction, as a NumPy ufunc, would
take longer to load than all the rest of that.
"""

from __future__ import annotations

from fractions import Fraction
from math import inf, isfinite

import numpy as np

_PLAIN = (float, int, np.float64, np.ndarray)  # arrays of another kind have a say in what is done with them


def is_one(*values) -> bool:
    """Whether each of ``values`` is a single float64."""
    single = all(type(value) in _PLAIN and getattr(value, "size", 1) == 1 for value in values)
    return single and np.result_type(*values) == np.float64


def fused_one(a, b, c):
    """``a * b + c`` with one rounding, in float64, of single numbers: exact, then rounded to nearest even."""
    x, y, z = (float(np.asarray(value).item()) for value in (a, b, c))
    shape = np.broadcast(a, b, c).shape
    return np.full(shape, _fused(x, y, z)) if shape else np.float64(_fused(x, y, z))


def _fused(x: float, y: float, z: float) -> float:
    if isfinite(x) and isfinite(y) and not isfinite(z):
        return z  # whatever the product, which may be too large for a float
    exact = Fraction(x) * Fraction(y) + Fraction(z) if isfinite(x) and isfinite(y) else None
    return _rounded(exact) if exact else x * y + z  # infinity, NaN, or the sign of zero


def _rounded(exact: Fraction) -> float:
    try:
        return float(exact)
    except OverflowError:
        return inf if exact > 0 else -inf
