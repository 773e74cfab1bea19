"""Square root and reciprocal without the divider, for the hottest loops.

The machine's correctly rounded root and division take some twenty to sixty cycles a vector register and wait
for each other; these take about ten of multiplications and additions. A first guess comes from halving or
negating the exponent in the bits (Lomont 2003, "Fast inverse square root"), relative errors 0.035 and 0.12;
each step of a series in the residual h then cubes the error:

    1/sqrt(x):  h = 1 - x y^2,  y <- y (1 + h/2 + 3 h^2/8)
    1/x:        h = 1 - x y,    y <- y (1 + h + h^2)

Lanes outside the comfortable range (zero, subnormal, huge, infinite, NaN, negative) take the machine's own
operation, behind a branch that is skipped when there is none.
"""

from simlab.lanes.dispatch import by_precision, inline
from simlab.lanes.ops import any_lane, fma, from_bits, sqrt, to_bits, where

_SMALLEST_FLOAT32, _LARGEST_FLOAT32 = 1e-36, 1e36
_SMALLEST_FLOAT64, _LARGEST_FLOAT64 = 1e-300, 1e300


@inline
def _root_cubic(x, y):
    h = fma(-(x * y), y, 1.0)
    return fma(y * h, fma(0.375, h, 0.5), y)


@inline
def _root_of(x, y):
    """sqrt(x) from y, close to 1/sqrt(x): x y, corrected once."""
    root = x * y
    return fma(fma(-root, root, x), 0.5 * y, root)


@inline
def _reciprocal_cubic(x, y):
    h = fma(-x, y, 1.0)
    return fma(fma(h, h, h), y, y)


@inline
def _guarded_root(x, root, smallest, largest):
    outside = ~((x > smallest) & (x < largest))
    if any_lane(outside):
        root = where(outside, sqrt(x), root)
    return root


@inline
def _guarded_reciprocal(x, y, smallest, largest):
    outside = ~((x > smallest) & (x < largest))
    if any_lane(outside):
        y = where(outside, 1.0 / x, y)
    return y


def _quick_sqrt_float32(x):
    y = _root_cubic(x, from_bits(0x5F375A86 - (to_bits(x) >> 1)))
    return _guarded_root(x, _root_of(x, y), _SMALLEST_FLOAT32, _LARGEST_FLOAT32)


def _quick_sqrt_float64(x):
    y = from_bits(0x5FE6EB50C7B537A9 - (to_bits(x) >> 1))
    y = _root_cubic(x, _root_cubic(x, y))
    return _guarded_root(x, _root_of(x, y), _SMALLEST_FLOAT64, _LARGEST_FLOAT64)


def _quick_reciprocal_float32(x):
    y = _reciprocal_cubic(x, from_bits(0x7EF311C3 - to_bits(x)))
    return _guarded_reciprocal(x, _reciprocal_cubic(x, y), _SMALLEST_FLOAT32, _LARGEST_FLOAT32)


def _quick_reciprocal_float64(x):
    y = _reciprocal_cubic(x, from_bits(0x7FDE623822FC16E6 - to_bits(x)))
    y = _reciprocal_cubic(x, _reciprocal_cubic(x, y))
    return _guarded_reciprocal(x, y, _SMALLEST_FLOAT64, _LARGEST_FLOAT64)


quick_sqrt = by_precision(
    "quick_sqrt",
    _quick_sqrt_float32,
    _quick_sqrt_float64,
    doc="Square root within 1 ulp, several times as fast as the correctly rounded one; NaN below zero.",
)
quick_reciprocal = by_precision(
    "quick_reciprocal",
    _quick_reciprocal_float32,
    _quick_reciprocal_float64,
    doc="1 / x within 1 ulp, several times as fast as the correctly rounded one.",
)
