"""Integer powers by repeated squaring."""

from simlab.lanes.dispatch import inline
from simlab.lanes.ops import fma, from_bits, is_finite, to_bits, where


@inline
def integer_power(x, n):
    """``x**n`` for one integer ``n``, the same in every lane, to 2 ulp; ``x**0`` is 1 for every ``x``.

    Up to the fourth power plain products are that accurate. Beyond, each product carries its rounding error
    along (Dekker's double-length product, its tail from ``fma``), so the error does not grow with ``n``.
    """
    if n == 1:
        return x
    if n == 2:
        return x * x
    if n == 3:
        return x * x * x
    if n == 4:
        return (x * x) * (x * x)
    return _long_power(x, n)


@inline
def _long_power(x, n):
    zero = from_bits(to_bits(x) ^ to_bits(x))
    base, base_tail = x, zero
    if n < 0:
        base = 1.0 / x
        base_tail = base * fma(-x, base, 1.0)
        n = -n
    result, tail = zero + 1.0, zero
    while n > 0:
        if n & 1:
            product = result * base
            tail = fma(result, base_tail, fma(tail, base, fma(result, base, -product)))
            result = product
        n = n >> 1
        if n > 0:
            square = base * base
            base_tail = fma(2.0 * base, base_tail, fma(base, base, -square))
            base = square
    return where(is_finite(tail) & (result != 0.0), result + tail, result)
