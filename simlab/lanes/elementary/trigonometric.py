"""Sine and cosine.

``x = n pi/2 + r`` with ``|r| <= pi/4``: three constants of full precision and ``fma`` (Cody and Waite 1980,
ch. 8) as far as their error stays below a unit in the last place of ``r``, all the bits of pi beyond. Both
polynomials are evaluated and the parity of ``n`` selects; a caller that wants sine and cosine of one
angle pays for them once, because the compiler sees the same operations twice.
"""

from simlab.lanes.dispatch import by_precision, inline
from simlab.lanes.elementary.reduction import far_float32, far_float64
from simlab.lanes.ops import absolute, any_lane, fma, from_bits, round_even, to_bits, where

_TWO_OVER_PI = 0.6366197723675814
_SHIFT_FLOAT32 = 12582912.0
_SHIFT_FLOAT64 = 6755399441055744.0
_NEAR_FLOAT32 = 65536.0
_NEAR_FLOAT64 = 1073741824.0


@inline
def _near_float32(x):
    shifted = fma(x, _TWO_OVER_PI, _SHIFT_FLOAT32)
    n = shifted - _SHIFT_FLOAT32
    r = fma(n, 4.371138828673793e-08, fma(n, -1.5707963705062866, x))
    return fma(n, 1.7151245100058819e-15, r), to_bits(shifted)


@inline
def _near_float64(x):
    shifted = fma(x, _TWO_OVER_PI, _SHIFT_FLOAT64)
    n = shifted - _SHIFT_FLOAT64
    r = fma(n, -6.123233995736766e-17, fma(n, -1.5707963267948966, x))
    return fma(n, 1.4973849048591698e-33, r), to_bits(shifted)


@inline
def _sine_float32(r):
    s = r * r
    p = fma(s, fma(s, -0.0001951809535967186, 0.008332188241183758), -0.16666655242443085)
    return fma(p * s, r, r)


@inline
def _cosine_float32(r):
    s = r * r
    p = fma(s, fma(s, 2.4432327336398885e-05, -0.0013887309469282627), 0.04166664555668831)
    return fma(fma(p, s, -0.5), s, 1.0)


@inline
def _sine_float64(r):
    s = r * r
    p = fma(s, 1.589543297677836e-10, -2.5050734385703694e-08)
    p = fma(s, fma(s, p, 2.7557313538501562e-06), -0.00019841269829358514)
    p = fma(s, fma(s, p, 0.00833333333332184), -0.1666666666666663)
    return fma(p * s, r, r)


@inline
def _cosine_float64(r):
    s = r * r
    p = fma(s, -1.1358683527360313e-11, 2.087570427383461e-09)
    p = fma(s, fma(s, p, -2.7557314210088719e-07), 2.4801587288983702e-05)
    p = fma(s, fma(s, p, -0.0013888888888873325), 0.041666666666666595)
    return fma(fma(p, s, -0.5), s, 1.0)


@inline
def _turned_float32(r, n):
    """sin(r + n pi/2)."""
    y = where((n & 1) != 0, _cosine_float32(r), _sine_float32(r))
    return from_bits(to_bits(y) ^ ((n >> 1) << 31))


@inline
def _turned_float64(r, n):
    """sin(r + n pi/2)."""
    y = where((n & 1) != 0, _cosine_float64(r), _sine_float64(r))
    return from_bits(to_bits(y) ^ ((n >> 1) << 63))


def _sin_float32(x):
    angle = absolute(x)
    r, n = _near_float32(angle)
    y = _turned_float32(r, n)
    far = angle > _NEAR_FLOAT32
    if any_lane(far):
        r, n = far_float32(angle)
        y = where(far, _turned_float32(r, n), y)
    return from_bits(to_bits(y) ^ ((to_bits(x) >> 31) << 31))


def _sin_float64(x):
    angle = absolute(x)
    r, n = _near_float64(angle)
    y = _turned_float64(r, n)
    far = angle > _NEAR_FLOAT64
    if any_lane(far):
        r, n = far_float64(angle)
        y = where(far, _turned_float64(r, n), y)
    return from_bits(to_bits(y) ^ ((to_bits(x) >> 63) << 63))


def _cos_float32(x):
    angle = absolute(x)
    r, n = _near_float32(angle)
    y = _turned_float32(r, n + 1)
    far = angle > _NEAR_FLOAT32
    if any_lane(far):
        r, n = far_float32(angle)
        y = where(far, _turned_float32(r, n + 1), y)
    return y


def _cos_float64(x):
    angle = absolute(x)
    r, n = _near_float64(angle)
    y = _turned_float64(r, n + 1)
    far = angle > _NEAR_FLOAT64
    if any_lane(far):
        r, n = far_float64(angle)
        y = where(far, _turned_float64(r, n + 1), y)
    return y


def _sin_cos_turn_float32(u):
    n = round_even(u * 4.0)
    r, bits = fma(n, -0.25, u) * 6.283185307179586, to_bits(n + _SHIFT_FLOAT32)
    return _turned_float32(r, bits), _turned_float32(r, bits + 1)


def _sin_cos_turn_float64(u):
    n = round_even(u * 4.0)
    r, bits = fma(n, -0.25, u) * 6.283185307179586, to_bits(n + _SHIFT_FLOAT64)
    return _turned_float64(r, bits), _turned_float64(r, bits + 1)


sin = by_precision(
    "sin",
    _sin_float32,
    _sin_float64,
    doc="""Sine of an angle in radians to 2 ulp, however large the angle; NaN at +-inf.""",
)
cos = by_precision(
    "cos",
    _cos_float32,
    _cos_float64,
    doc="""Cosine of an angle in radians to 2 ulp, however large the angle; NaN at +-inf.""",
)
sin_cos_turn = by_precision(
    "sin_cos_turn",
    _sin_cos_turn_float32,
    _sin_cos_turn_float64,
    doc="""Pair ``(sin(2 pi u), cos(2 pi u))`` of ``u`` turns, ``|u| <= 1``: the angle of Box and Muller.""",
)
