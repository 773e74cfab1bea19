"""Errors in units in the last place of the exact result."""

from __future__ import annotations

import mpmath
import numpy as np

PRECISION = 120


def float32_sweep(step: int) -> np.ndarray:
    """Every ``step``-th finite float32 of either sign, so all exponents, subnormals included."""
    x = np.arange(0, 2**32, step, dtype=np.uint64).astype(np.uint32).view(np.float32)
    return x[np.isfinite(x)]


def errors_float32(got: np.ndarray, exact: np.ndarray) -> np.ndarray:
    """Error of each float32 ``got`` against float64; 0 where both are NaN or the same infinity."""
    assert got.dtype == np.float32
    assert exact.dtype == np.float64
    with np.errstate(all="ignore"):
        nearest = exact.astype(np.float32)
        _, exponent = np.frexp(exact)
        unit = np.ldexp(1.0, np.maximum(exponent - 24, -149))
        error = np.abs(got.astype(np.float64) - exact) / unit
        same = (np.isnan(got) & np.isnan(nearest)) | (np.isinf(nearest) & (got == nearest))
    return np.where(same, 0.0, np.where(np.isnan(error), np.inf, error))


def error(got: float, exact: mpmath.mpf, dtype) -> float:
    """Error of one number against an mpmath reference."""
    info = np.finfo(dtype)
    if not np.isfinite(got):
        limit = mpmath.mpf(float(info.max)) * (1 + mpmath.mpf(2) ** (-info.nmant - 2))
        return 0.0 if mpmath.isinf(got) and abs(exact) >= limit and (got > 0) == (exact > 0) else float("inf")
    if exact == 0:
        return 0.0 if got == 0 else float("inf")
    _, exponent = mpmath.frexp(exact)
    unit = mpmath.ldexp(1, max(exponent - info.nmant - 1, int(info.minexp) - info.nmant))
    return float(abs(mpmath.mpf(float(got)) - exact) / unit)


def worst(function, oracle, *arguments: np.ndarray) -> float:
    """Largest error of ``function`` over arrays of arguments against the mpmath function ``oracle``."""
    with np.errstate(all="ignore"):
        got = function(*arguments)
    assert got.dtype == arguments[0].dtype
    with mpmath.workprec(PRECISION):
        points = zip(got, *arguments, strict=True)
        return max(error(g, oracle(*(mpmath.mpf(float(a)) for a in args)), got.dtype) for g, *args in points)
