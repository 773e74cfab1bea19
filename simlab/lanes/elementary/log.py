"""Natural logarithm.

``log(x) = k ln 2 + log(1 + f)`` with ``x = 2**k (1 + f)`` and ``1 + f`` in [sqrt(1/2), sqrt(2)). No division:
``log(1 + f) = f - f**2 / 2 + f**3 q(f)`` with a minimax ``q`` costs fewer cycles than the shorter series in
``f / (2 + f)``.
"""

from simlab.lanes.dispatch import by_precision, inline
from simlab.lanes.elementary.exp import LN2_FLOAT32, LN2_FLOAT64
from simlab.lanes.ops import fma, from_bits, to_bits, where

_INF = float("inf")
_NAN = float("nan")


@inline
def decompose_float32(x):
    """``k`` and ``f`` of positive, finite ``x = 2**k (1 + f)``, subnormal or not; both are exact."""
    subnormal = x < 1.1754943508222875e-38
    bits = to_bits(where(subnormal, x * 16777216.0, x)) + (0x3F800000 - 0x3F3504F3)
    k = from_bits((bits >> 23) | 0x4B000000) - (8388608.0 + 127.0)
    return where(subnormal, k - 24.0, k), from_bits((bits & 0x007FFFFF) + 0x3F3504F3) - 1.0


@inline
def decompose_float64(x):
    """``k`` and ``f`` of positive, finite ``x = 2**k (1 + f)``, subnormal or not; both are exact."""
    subnormal = x < 2.2250738585072014e-308
    bits = to_bits(where(subnormal, x * 18014398509481984.0, x)) + (0x3FF0000000000000 - 0x3FE6A09E667F3BCD)
    k = from_bits((bits >> 52) | 0x4330000000000000) - (4503599627370496.0 + 1023.0)
    f = from_bits((bits & 0x000FFFFFFFFFFFFF) + 0x3FE6A09E667F3BCD) - 1.0
    return where(subnormal, k - 54.0, k), f


@inline
def _with_edges(x, y):
    """``y`` for positive finite ``x``; -inf at 0, NaN below, inf at inf."""
    y = where(x < _INF, y, x)
    return where(x > 0.0, y, where(x == 0.0, -_INF, x * _NAN))


@inline
def tail_float32(f):
    """``(log(1 + f) - f + f**2 / 2) / f**3`` on [sqrt(1/2) - 1, sqrt(2) - 1]: log(1 + f) to 2**-27."""
    s = f * f
    even = fma(s, 0.12764222919940948, 0.1420111358165741)
    odd = fma(s, -0.07639197260141373, -0.13159310817718506)
    even = fma(s, even, 0.20001259446144104)
    odd = fma(s, odd, -0.16623352468013763)
    even = fma(s, even, 0.3333333134651184)
    odd = fma(s, odd, -0.250008225440979)
    return fma(f, odd, even)


@inline
def tail_float64(f):
    """``(log(1 + f) - f + f**2 / 2) / f**3`` on [sqrt(1/2) - 1, sqrt(2) - 1]: log(1 + f) to 2**-56."""
    s = f * f
    even = fma(s, 0.026143307877221064, 0.06503897671884185)
    odd = fma(s, -0.059812081459499004, -0.05678107164755211)
    even = fma(s, even, 0.056683163930286266)
    even = fma(s, even, 0.06684590678813447)
    odd = fma(s, odd, -0.061966027375319296)
    even = fma(s, even, 0.07691530245834233)
    odd = fma(s, odd, -0.07149448465469932)
    even = fma(s, even, 0.09090923885753875)
    odd = fma(s, odd, -0.08332912941210029)
    even = fma(s, even, 0.11111111149457702)
    odd = fma(s, odd, -0.10000015229665489)
    even = fma(s, even, 0.14285714280052242)
    odd = fma(s, odd, -0.12499999690925226)
    even = fma(s, even, 0.20000000000066975)
    odd = fma(s, odd, -0.16666666669831712)
    even = fma(s, even, 0.3333333333333314)
    odd = fma(s, odd, -0.2499999999998795)
    return fma(f, odd, even)


def _log_float32(x):
    k, f = decompose_float32(x)
    s = f * f
    y = fma(s, -0.5, fma(k, LN2_FLOAT32[1], f * s * tail_float32(f)))
    return _with_edges(x, fma(k, LN2_FLOAT32[0], f + y))


def _log_float64(x):
    k, f = decompose_float64(x)
    s = f * f
    y = fma(s, -0.5, fma(k, LN2_FLOAT64[1], f * s * tail_float64(f)))
    return _with_edges(x, fma(k, LN2_FLOAT64[0], f + y))


log = by_precision(
    "log",
    _log_float32,
    _log_float64,
    doc="""Natural logarithm to 1 ulp; -inf at zero (of either sign), NaN below zero.""",
)
