"""Elementary functions against mpmath: errors in ulp over all exponents, and the special values."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest
from scipy import special
from ulps import errors_float32, float32_sweep, worst

from simlab.lanes import cos, erf, exp, integer_power, log, power, sigmoid, sin, softplus, tanh
from simlab.lanes.elementary.trigonometric import sin_cos_turn

INF, NAN = np.inf, np.nan
TINY = 5e-324


def mp_sigmoid(x):
    return 1 / (1 + mpmath.exp(-x))


def mp_softplus(x):
    return mpmath.log1p(mpmath.exp(x))


def np_sigmoid(x):
    e = np.exp(-np.abs(x))
    return np.where(x < 0, e, 1.0) / (1.0 + e)


def np_softplus(x):
    return np.maximum(x, 0.0) + np.log1p(np.exp(-np.abs(x)))


# name: function, mpmath, NumPy in float64, bound (ulp), ranges of float64 arguments
FUNCTIONS = {
    "exp": (exp, mpmath.exp, np.exp, 1.0, [(-1, 1), (-745.2, 709.8), (-745.2, -707.0)]),
    "log": (log, mpmath.log, np.log, 1.0, [(0.0, 2.0), (0.9, 1.1), (1.0, 1e6)]),
    "sin": (sin, mpmath.sin, np.sin, 2.0, [(-1, 1), (-30, 30), (-1.1e9, 1.1e9)]),
    "cos": (cos, mpmath.cos, np.cos, 2.0, [(-1, 1), (-30, 30), (-1.1e9, 1.1e9)]),
    "tanh": (tanh, mpmath.tanh, np.tanh, 2.0, [(-0.3, 0.3), (-1, 1), (-20, 20)]),
    "sigmoid": (sigmoid, mp_sigmoid, np_sigmoid, 2.0, [(-3, 3), (-40, 40), (-746, -36)]),
    "softplus": (softplus, mp_softplus, np_softplus, 2.0, [(-3, 3), (-40, 40), (-746, -36)]),
    "erf": (erf, mpmath.erf, special.erf, 2.0, [(-1, 1), (-6.5, 6.5)]),
}
ALL = sorted(FUNCTIONS)


def domain(name, x):
    return x[x > 0] if name == "log" else x


@pytest.mark.parametrize("name", ALL)
def test_float32_over_all_exponents(name):
    function, oracle, reference, bound, _ = FUNCTIONS[name]
    x = domain(name, float32_sweep(7919))
    assert len(x) > 2e5
    with np.errstate(all="ignore"):
        got, exact = function(x), reference(x.astype(np.float64))
    assert errors_float32(got, exact).max() <= bound
    assert worst(function, oracle, x[::499]) <= bound


@pytest.mark.parametrize("name", ALL)
def test_float32_where_it_matters(name):
    function, _, reference, bound, _ = FUNCTIONS[name]
    x = domain(name, np.random.default_rng(1).uniform(-12.0, 12.0, 300_000).astype(np.float32))
    with np.errstate(all="ignore"):
        got, exact = function(x), reference(x.astype(np.float64))
    assert errors_float32(got, exact).max() <= bound


@pytest.mark.parametrize(("name", "low", "high"), [(n, *pair) for n in ALL for pair in FUNCTIONS[n][4]])
def test_float64_in_a_range(name, low, high):
    function, oracle, _, bound, _ = FUNCTIONS[name]
    x = np.random.default_rng(2).uniform(low, high, 4000)
    assert worst(function, oracle, x) <= bound


@pytest.mark.parametrize("name", ALL)
def test_float64_over_all_exponents(name):
    function, oracle, _, bound, _ = FUNCTIONS[name]
    bits = np.random.default_rng(3).integers(0, 0x7FF0000000000000, 4000)
    x = domain(name, np.concatenate([bits, bits[:1000] >> 12]).view(np.float64) * np.resize([1, -1], 5000))
    if name == "softplus":
        x = x[np.abs(x) < 1e6]  # beyond, mpmath would need the exponential of a googol
    if name in ("exp", "sigmoid"):
        x = np.clip(x, -750, 750)
    if name in ("tanh", "erf"):
        x = np.clip(x, -50, 50)
    assert worst(function, oracle, x) <= bound


def test_the_angle_nearest_to_a_multiple_of_half_pi():
    x = np.array(
        [6381956970095103.0 * 2.0**797, 2.0**1023, np.finfo(float).max, 2.0**107, 2.0**54 + 4, 2.0**30 + 1]
    )
    assert worst(sin, mpmath.sin, x) <= 2.0
    assert worst(cos, mpmath.cos, x) <= 2.0


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_sine_and_cosine_of_turns(dtype):
    u = np.random.default_rng(4).uniform(-1.0, 1.0, 4000).astype(dtype)
    assert worst(lambda u: sin_cos_turn(u)[0], lambda u: mpmath.sinpi(2 * u), u) <= 2.0
    assert worst(lambda u: sin_cos_turn(u)[1], lambda u: mpmath.cospi(2 * u), u) <= 2.0


SPECIAL = {
    "exp": [(0.0, 1.0), (-0.0, 1.0), (INF, INF), (-INF, 0.0), (1e30, INF), (-1e30, 0.0), (TINY, 1.0)],
    "log": [(1.0, 0.0), (0.0, -INF), (-0.0, -INF), (INF, INF), (-1.0, NAN), (-TINY, NAN), (-INF, NAN)],
    "sin": [(0.0, 0.0), (-0.0, -0.0), (INF, NAN), (-INF, NAN), (TINY, TINY), (-TINY, -TINY)],
    "cos": [(0.0, 1.0), (-0.0, 1.0), (INF, NAN), (-INF, NAN), (TINY, 1.0)],
    "tanh": [(0.0, 0.0), (-0.0, -0.0), (INF, 1.0), (-INF, -1.0), (TINY, TINY), (-TINY, -TINY), (1e30, 1.0)],
    "sigmoid": [(0.0, 0.5), (-0.0, 0.5), (INF, 1.0), (-INF, 0.0), (1e30, 1.0), (-1e30, 0.0)],
    "softplus": [(INF, INF), (-INF, 0.0), (1e30, 1e30), (-1e30, 0.0)],
    "erf": [(0.0, 0.0), (-0.0, -0.0), (INF, 1.0), (-INF, -1.0), (TINY, TINY), (1e30, 1.0), (-1e30, -1.0)],
}


def same(a, b):
    """Equal with their signs, or both NaN."""
    return (np.isnan(a) & np.isnan(b)) | ((a == b) & (np.signbit(a) == np.signbit(b)))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", ALL)
def test_special_values(name, dtype):
    x, expected = (np.array(column) for column in zip(*SPECIAL[name], (NAN, NAN), strict=True))
    least = np.finfo(dtype).smallest_subnormal
    x, expected = (np.where(np.abs(a) == TINY, np.copysign(least, a), a).astype(dtype) for a in (x, expected))
    with np.errstate(all="ignore"):
        assert same(FUNCTIONS[name][0](x), expected).all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_tails_are_not_rounded_away(dtype):
    x = -np.linspace(1, 85, 1000).astype(dtype)
    assert worst(sigmoid, mp_sigmoid, x) <= 2.0
    assert worst(softplus, mp_softplus, x) <= 2.0
    rounds_to_one = 0.5 * np.log(4 / np.finfo(dtype).epsneg)
    t = tanh(np.linspace(1, 0.999 * rounds_to_one, 1000).astype(dtype))
    assert ((1 - t * t) > 0).all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_bounded_and_odd(dtype):
    x = np.random.default_rng(5).normal(0.0, 50.0, 100_000).astype(dtype)
    for function in (sin, cos, tanh, erf):
        assert np.abs(function(x)).max() <= 1
    for function in (sin, tanh, erf):
        assert np.array_equal(function(-x), -function(x))
    assert np.array_equal(cos(-x), cos(x))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("n", [-100, -7, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7, 31, 64, 1001])
def test_integer_power(dtype, n):
    rng = np.random.default_rng(6)
    size = (80 if dtype == np.float32 else 700) / max(abs(n), 1)
    x = (np.exp(rng.uniform(-size, size, 500)) * rng.choice([-1, 1], 500)).astype(dtype)
    assert worst(lambda x: integer_power(x, n), lambda x: x**n, x) <= 2.0
    special_ = np.array([0.0, -0.0, INF, -INF, NAN, 1.0, -1.0], dtype)
    with np.errstate(all="ignore"):
        assert same(integer_power(special_, n), np.power(special_, dtype(n))).all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_power(dtype):
    rng = np.random.default_rng(7)
    size = 85.0 if dtype == np.float32 else 700.0
    base = np.concatenate([rng.uniform(0, 5, 1500), np.exp(rng.uniform(-size, size, 1500))])
    exponent = np.concatenate([rng.uniform(-8, 8, 1500), rng.uniform(-1.1, 1.1, 1500)])
    near_one = 1 + rng.normal(size=1500) * 1e-3
    x = np.concatenate([base, near_one]).astype(dtype)
    y = np.concatenate([exponent, rng.uniform(-1000, 1000, 1500) * size]).astype(dtype)
    assert worst(power, lambda x, y: x**y, x, y) <= 2.0
    subnormal = np.ldexp(rng.uniform(0.01, 1.0, 500), np.finfo(dtype).minexp).astype(dtype)
    assert worst(power, lambda x, y: x**y, subnormal, rng.uniform(-1, 1, 500).astype(dtype)) <= 2.0


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_power_of_special_values(dtype):
    values = np.array([0.0, 1.0, 2.0, 0.5, 3.0, 2.5, INF, 1e-40, 1e30, 2.0**23 + 1, 2.0**52 + 1, TINY])
    values = np.concatenate([values, -values, [NAN]]).astype(dtype)
    x, y = map(np.ravel, np.meshgrid(values, values))
    with np.errstate(all="ignore"):
        got, expected = power(x, y), np.power(x.astype(np.float64), y.astype(np.float64)).astype(dtype)
        close = np.abs(got - expected) <= 2 * np.spacing(np.abs(expected))
    assert (same(got, expected) | close).all()


def test_power_takes_a_plain_number_for_either_argument():
    x = np.array([0.5, 2.0, 9.0], np.float32)
    assert np.array_equal(power(x, 0.5), power(x, np.full(3, 0.5, np.float32)))
    assert np.array_equal(power(2.0, x), power(np.full(3, 2.0, np.float32), x))
