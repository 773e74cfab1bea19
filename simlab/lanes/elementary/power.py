"""Real powers, ``x**y = exp(y log x)``.

The error of the logarithm is multiplied by ``y log x``, up to 745, so the logarithm is computed to about ten
bits more than a float holds: as a sum of two floats, from

    log x = k ln 2 + 2 (s + s**3 / 3 + s**5 q(s**2)),  s = f / (2 + f),  x = 2**k (1 + f),

whose first two terms carry their rounding errors along (products and sums of Dekker 1971, with ``fma``).
"""

from simlab.lanes.dispatch import by_precision, inline
from simlab.lanes.elementary.exp import (
    expm1_float32,
    expm1_float64,
    scale_float32,
    scale_float64,
    split_float32,
    split_float64,
)
from simlab.lanes.elementary.log import decompose_float32, decompose_float64
from simlab.lanes.ops import absolute, copy_sign, fma, from_bits, round_even, to_bits, where

_INF = float("inf")
_NAN = float("nan")
# The leading part of ln 2 has so few bits that its product with any exponent is exact.
_LN2_FLOAT32 = (0.693145751953125, 1.428606765330187e-06)
_LN2_FLOAT64 = (0.693147180559663, 2.823529170886685e-13)
_TWO_THIRDS_FLOAT32 = (0.6666666865348816, -1.9868214925130207e-08)
_TWO_THIRDS_FLOAT64 = (0.6666666666666666, 3.700743415417188e-17)


@inline
def _long_log(k, f, s, q, ln2, two_thirds):
    """Logarithm as a sum of two floats; ``q`` is ``2/5 + 2/7 s**2 + ...``."""
    total = 2.0 + f
    s_tail = (fma(-s, total, f) - s * (f - (total - 2.0))) * fma(s, -0.5, 0.5)  # 1 - s = 2 / (2 + f)
    square = s * s
    square_tail = fma(s, s, -square) + 2.0 * s * s_tail
    cube = square * s
    cube_tail = fma(square, s, -cube) + fma(square, s_tail, square_tail * s)
    third = two_thirds[0] * cube
    tail = fma(cube, two_thirds[0], -third) + fma(two_thirds[0], cube_tail, two_thirds[1] * cube)
    tail = fma(cube * square, q, tail) + fma(k, ln2[1], 2.0 * s_tail)
    high = k * ln2[0]
    total = high + 2.0 * s
    tail = tail + (2.0 * s - (total - high))
    high = total + third
    tail = tail + (third - (high - total))
    head = high + tail
    return head, tail - (head - high)


@inline
def _long_product(x, y, head, tail, limit):
    """``y log x`` as a sum of two floats, within ``limit``; -inf stands for log 0, and 0 * inf is 0."""
    size = absolute(x)
    head = where(size == 0.0, -_INF, where(size < _INF, head, size))
    product = where(head == 0.0, head, y * head)
    rest = fma(y, tail, fma(y, head, -product))
    rest = where(absolute(rest) < 1.0, rest, 0.0)
    product = where(product > limit, limit, product)
    return where(product < -limit, -limit, product), rest


@inline
def _with_sign(x, y, magnitude):
    """The rules of C99, annex F: the sign of odd powers, NaN for roots of negative numbers, ``x**0 = 1``."""
    whole = round_even(y) == y
    half = y * 0.5
    odd = whole & (round_even(half) != half)
    z = where(odd, copy_sign(magnitude, x), magnitude)
    z = where((x < 0.0) & (x > -_INF) & ~whole, _NAN, z)
    return where((y == 0.0) | (x == 1.0), 1.0, z)


@inline
def _lanes(x, y):
    """Both as lanes, also where one is a plain number: -0 plus a number is that number."""
    bits = to_bits(x + y)
    nothing = -from_bits(bits ^ bits)
    return nothing + x, nothing + y


def _power_float32(x, y):
    x, y = _lanes(x, y)
    k, f = decompose_float32(absolute(x))
    s = f / (2.0 + f)
    square = s * s
    q = fma(square, fma(square, 0.2341976761817932, 0.2854708731174469), 0.40000152587890625)
    head, tail = _long_log(k, f, s, q, _LN2_FLOAT32, _TWO_THIRDS_FLOAT32)
    product, rest = _long_product(x, y, head, tail, 104.0)
    r, n = split_float32(product)
    return _with_sign(x, y, scale_float32(1.0 + expm1_float32(r + rest), n))


def _power_float64(x, y):
    x, y = _lanes(x, y)
    k, f = decompose_float64(absolute(x))
    s = f / (2.0 + f)
    square = s * s
    q = fma(square, 0.13197877505574931, 0.1325665549970177)
    q = fma(square, fma(square, q, 0.15386764085513843), 0.1818178422548379)
    q = fma(square, fma(square, q, 0.22222222521480123), 0.28571428570091223)
    q = fma(square, q, 0.4000000000000227)
    head, tail = _long_log(k, f, s, q, _LN2_FLOAT64, _TWO_THIRDS_FLOAT64)
    product, rest = _long_product(x, y, head, tail, 746.0)
    r, n = split_float64(product)
    return _with_sign(x, y, scale_float64(1.0 + expm1_float64(r + rest), n))


power = by_precision(
    "power",
    _power_float32,
    _power_float64,
    doc="""``x**y`` for real ``x`` and ``y`` to 2 ulp, with the special values of C's ``pow``.""",
)
