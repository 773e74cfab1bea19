"""The root without the divider: error bounds, special values, the same bits on packs."""

import numpy as np
import pytest
from lanes_harness import run_on_packs

from simlab.lanes import quick_sqrt

WIDER = {np.float32: np.float64, np.float64: np.longdouble}
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


@DTYPES
def test_error_stays_within_one_ulp(dtype):
    x = grid(dtype)
    exact = np.sqrt(x.astype(WIDER[dtype]))
    error = np.abs(quick_sqrt(x).astype(WIDER[dtype]) - exact)
    assert np.all(error <= np.spacing(np.abs(exact).astype(dtype)).astype(WIDER[dtype]))


@DTYPES
def test_special_values_are_those_of_the_machine(dtype):
    x = specials(dtype)
    with np.errstate(all="ignore"):
        expected = np.sqrt(x)
        got = quick_sqrt(x)
    np.testing.assert_array_equal(np.signbit(got[~np.isnan(got)]), np.signbit(expected[~np.isnan(expected)]))
    np.testing.assert_allclose(got, expected, rtol=np.finfo(dtype).eps)


@DTYPES
def test_packs_give_the_bits_of_the_reference(dtype):
    x = np.concatenate([grid(dtype)[::97], specials(dtype)])
    with np.errstate(all="ignore"):
        expected = quick_sqrt(x)
    for width in (4, 64):
        np.testing.assert_array_equal(run_on_packs(quick_sqrt, [x], width), expected)
