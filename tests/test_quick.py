"""The root and the reciprocal without the divider: error bounds, special values, the same bits on packs."""

import numpy as np
import pytest
from lanes_harness import run_on_packs

from simlab.lanes import quick_reciprocal, quick_sqrt

WIDER = {np.float32: np.float64, np.float64: np.longdouble}
EXACT = {quick_sqrt: np.sqrt, quick_reciprocal: np.reciprocal}
FUNCTIONS = pytest.mark.parametrize("function", [quick_sqrt, quick_reciprocal], ids=lambda f: f.__name__)
DTYPES = pytest.mark.parametrize("dtype", [np.float32, np.float64])


def specials(dtype) -> np.ndarray:
    info = np.finfo(dtype)
    numbers = [
        0.0,
        np.inf,
        np.nan,
        1.0,
        info.tiny,
        info.smallest_subnormal,
        info.max,
        info.tiny / 3,
        1 + info.eps,
    ]
    return np.array(numbers + [-number for number in numbers], dtype)


def grid(dtype) -> np.ndarray:
    rng, reach = np.random.default_rng(3), 37.9 if dtype is np.float32 else 307.0
    wide = 10.0 ** rng.uniform(-reach, reach, 200_000)
    return np.concatenate([wide, rng.uniform(0.24, 4.1, 200_000)]).astype(dtype)


@FUNCTIONS
@DTYPES
def test_error_stays_within_one_ulp(function, dtype):
    x = grid(dtype)
    exact = EXACT[function](x.astype(WIDER[dtype]))
    error = np.abs(function(x).astype(WIDER[dtype]) - exact)
    assert np.all(error <= np.spacing(np.abs(exact).astype(dtype)).astype(WIDER[dtype]))


@FUNCTIONS
@DTYPES
def test_special_values_are_those_of_the_machine(function, dtype):
    x = specials(dtype)
    with np.errstate(all="ignore"):
        expected = EXACT[function](x)
        got = function(x)
    np.testing.assert_array_equal(np.signbit(got[~np.isnan(got)]), np.signbit(expected[~np.isnan(expected)]))
    np.testing.assert_allclose(got, expected, rtol=np.finfo(dtype).eps)


@FUNCTIONS
@DTYPES
def test_packs_give_the_bits_of_the_reference(function, dtype):
    x = np.concatenate([grid(dtype)[::97], specials(dtype)])
    with np.errstate(all="ignore"):
        expected = function(x)
    for width in (4, 64):
        np.testing.assert_array_equal(run_on_packs(function, [x], width), expected)
