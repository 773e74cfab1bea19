"""Exponential function.

``exp(x) = 2**n exp(r)`` with ``n = round(x / ln 2)`` and ``|r| <= ln(2) / 2`` (Cody and Waite 1980, ch. 6).
The pieces are shared with sigmoid, softplus, erf and power.

``n`` comes from adding a number so large that its last place is 1; the low bits of the sum are then ``n``
plus twice the exponent bias. So no float is ever converted to an integer, and halving those bits gives the
exponent fields of two factors whose product is ``2**n``, also where that itself overflows or is subnormal.
"""

from simlab.lanes.dispatch import by_precision, inline
from simlab.lanes.ops import fma, from_bits, to_bits, where

_LOG2_E = 1.4426950408889634
_SHIFT_FLOAT32 = 12582912.0 + 254.0
_SHIFT_FLOAT64 = 6755399441055744.0 + 2046.0
# ln 2 as a sum of two floats of full length: the fused product with ``n`` is exact in any case.
LN2_FLOAT32 = (0.693147182464599609375, -1.904654323148236e-09)
LN2_FLOAT64 = (0.6931471805599453094, 2.319046813846299558e-17)


@inline
def split_float32(x):
    """Remainder ``r`` and bits of ``n`` for ``x`` in [-104, 89]."""
    shifted = fma(x, _LOG2_E, _SHIFT_FLOAT32)
    n = shifted - _SHIFT_FLOAT32
    return fma(n, -LN2_FLOAT32[1], fma(n, -LN2_FLOAT32[0], x)), to_bits(shifted)


@inline
def split_float64(x):
    """Remainder ``r`` and bits of ``n`` for ``x`` in [-746, 710]."""
    shifted = fma(x, _LOG2_E, _SHIFT_FLOAT64)
    n = shifted - _SHIFT_FLOAT64
    return fma(n, -LN2_FLOAT64[1], fma(n, -LN2_FLOAT64[0], x)), to_bits(shifted)


@inline
def scale_float32(y, n):
    """``y * 2**n`` with one rounding."""
    half = n >> 1
    return y * from_bits(half << 23) * from_bits((n - half) << 23)


@inline
def scale_float64(y, n):
    """``y * 2**n`` with one rounding."""
    half = n >> 1
    return y * from_bits(half << 52) * from_bits((n - half) << 52)


@inline
def tail_float32(r):
    """``(exp(r) - 1 - r) / r**2``, minimax for ``|r| <= ln(2) / 2``: exp(r) to 2**-28."""
    q = fma(r, 0.0013837998267263174, 0.00836916547268629)
    q = fma(r, q, 0.04166810214519501)
    q = fma(r, q, 0.16666516661643982)
    return fma(r, q, 0.4999999403953552)


@inline
def tail_float64(r):
    """``(exp(r) - 1 - r) / r**2``, minimax for ``|r| <= ln(2) / 2``: exp(r) to 2**-55."""
    s = r * r
    even = fma(s, 2.7631433455460103e-07, 2.4801490789644933e-05)
    odd = fma(s, 2.5030088794741787e-08, 2.755752882828339e-06)
    even = fma(s, even, 0.00138888889450549)
    odd = fma(s, odd, 0.00019841269544754915)
    even = fma(s, even, 0.04166666666652579)
    odd = fma(s, odd, 0.008333333333478708)
    even = fma(s, even, 0.5000000000000011)
    odd = fma(s, odd, 0.16666666666666435)
    return fma(r, odd, even)


@inline
def expm1_float32(r):
    """``exp(r) - 1`` for ``|r| <= ln(2) / 2``."""
    return fma(r * r, tail_float32(r), r)


@inline
def expm1_float64(r):
    """``exp(r) - 1`` for ``|r| <= ln(2) / 2``."""
    return fma(r * r, tail_float64(r), r)


def _exp_float32(x):
    x = where(x > 89.0, 89.0, x)
    x = where(x < -104.0, -104.0, x)
    r, n = split_float32(x)
    return scale_float32(fma(fma(tail_float32(r), r, 1.0), r, 1.0), n)


def _exp_float64(x):
    x = where(x > 710.0, 710.0, x)
    x = where(x < -746.0, -746.0, x)
    r, n = split_float64(x)
    return scale_float64(fma(fma(tail_float64(r), r, 1.0), r, 1.0), n)


exp = by_precision(
    "exp",
    _exp_float32,
    _exp_float64,
    doc="""``e**x`` to 1 ulp, through gradual underflow to 0 and overflow to inf.""",
)
