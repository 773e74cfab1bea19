"""Compiled packs and NumPy arrays agree in every bit, whatever the width."""

from __future__ import annotations

import numpy as np
import pytest
from lanes_harness import run_on_packs
from ulps import float32_sweep

from simlab.lanes import (
    cos,
    erf,
    exp,
    inline,
    integer_power,
    is_nan,
    log,
    power,
    sigmoid,
    sin,
    softplus,
    sqrt,
    tanh,
    where,
)
from simlab.lanes.elementary.trigonometric import sin_cos_turn
from simlab.lanes.ops import to_bits

DTYPES = [np.float32, np.float64]


@inline
def turn(x):
    pair = sin_cos_turn(x)
    return pair[0] - 2.0 * pair[1]


@inline
def square_root(x):
    return sqrt(x)


@inline
def sixth(x):
    return integer_power(x, 6)


@inline
def inverse_cube(x):
    return integer_power(x, -3)


@inline
def power_three_halves(x):
    return power(x, 1.5)


UNARY = [exp, log, sin, cos, tanh, sigmoid, softplus, erf, turn, square_root, sixth, inverse_cube]


def arguments(dtype) -> np.ndarray:
    """All exponents, the range where functions bend, and the special values."""
    rng = np.random.default_rng(11)
    if dtype == np.float32:
        wide = float32_sweep(300_007)
    else:
        wide = rng.integers(0, 2**64, 15_000, dtype=np.uint64).view(np.float64)
    bent = rng.uniform(-20.0, 20.0, 15_000)
    info = np.finfo(dtype)
    edges = [
        0.0,
        info.smallest_subnormal,
        info.tiny,
        0.5,
        1.0,
        2.0,
        88.72,
        103.9,
        709.8,
        745.1,
        info.max,
        np.inf,
    ]
    return np.concatenate([wide, bent, edges, -np.array(edges), [np.nan]]).astype(dtype)


def assert_same_bits(a, b):
    """One NaN is as good as another: IEEE 754 leaves its sign and payload open."""
    assert a.dtype == b.dtype
    word = np.uint32 if a.dtype == np.float32 else np.uint64
    assert np.array_equal(np.isnan(a), np.isnan(b))
    assert np.array_equal(np.where(np.isnan(a), 0, a.view(word)), np.where(np.isnan(b), 0, b.view(word)))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("function", UNARY, ids=lambda f: f.__name__)
def test_packs_equal_arrays(function, dtype):
    x = arguments(dtype)
    with np.errstate(all="ignore"):
        expected = function(x)
    assert_same_bits(run_on_packs(function, [x], 16), expected)


@pytest.mark.parametrize("dtype", DTYPES)
def test_power_on_packs(dtype):
    x = arguments(dtype)
    y = np.random.default_rng(12).permutation(x)
    with np.errstate(all="ignore"):
        expected, by_number = power(x, y), power_three_halves(x)
    assert_same_bits(run_on_packs(power, [x, y], 16), expected)
    assert_same_bits(run_on_packs(power_three_halves, [x], 16), by_number)


@inline
def fold(total, y):
    return total * 31 + to_bits(where(is_nan(y), 0.0, y))


@inline
def digest(x):
    total = fold(to_bits(exp(x)), log(x))
    total = fold(fold(total, sin(x)), cos(x))
    total = fold(fold(total, tanh(x)), sigmoid(x))
    total = fold(fold(total, softplus(x)), erf(x))
    return fold(fold(total, turn(x)), power(x, 0.7))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("width", [4, 64])
def test_bits_do_not_depend_on_the_width(width, dtype):
    x = arguments(dtype)[:-1]
    with np.errstate(all="ignore"):
        expected = digest(x)
    assert np.array_equal(run_on_packs(digest, [x], width, out_dtype=expected.dtype), expected)
