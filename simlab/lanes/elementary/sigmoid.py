"""Logistic sigmoid.

With ``exp|x| = 2**n (1 + p)`` the lower tail ``1 / (1 + exp|x|)`` is one division: ``1 + exp|x|`` is summed
from the pieces with one rounding, where ``exp(-|x|)`` rounded first would cost another. Both sides of the
fraction are divided by ``2**(n/2)``, so neither overflows and a subnormal result is rounded once.
"""

from simlab.lanes.dispatch import by_precision, inline
from simlab.lanes.elementary.exp import expm1_float32, expm1_float64, split_float32, split_float64
from simlab.lanes.ops import absolute, fma, from_bits, where


def _sigmoid_float32(x):
    size = absolute(x)
    r, n = split_float32(where(size > 104.0, 104.0, size))
    half = n >> 1
    small, large = from_bits((254 - half) << 23), from_bits((n - half) << 23)
    return _fraction(x, expm1_float32(r), small, large)


def _sigmoid_float64(x):
    size = absolute(x)
    r, n = split_float64(where(size > 746.0, 746.0, size))
    half = n >> 1
    small, large = from_bits((2046 - half) << 52), from_bits((n - half) << 52)
    return _fraction(x, expm1_float64(r), small, large)


@inline
def _fraction(x, p, small, large):
    """``small / (small + large (1 + p))`` below zero, its complement above."""
    whole = large + small
    lost = small - (whole - large)
    tail = small / (whole + fma(large, p, lost))
    return where(x < 0.0, tail, 1.0 - tail)


sigmoid = by_precision(
    "sigmoid",
    _sigmoid_float32,
    _sigmoid_float64,
    doc="""``1 / (1 + exp(-x))`` to 2 ulp; the lower tail follows ``exp(x)`` through the subnormals to 0.""",
)
