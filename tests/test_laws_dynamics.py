"""Laws of deterministic dynamics and of landscapes against the iteration itself and numerical integrals."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
import scipy.integrate
import scipy.optimize
import scipy.stats

from simlab import registry


def law(name):
    return getattr(registry.load("laws", name), name)


# --- the quartic well -------------------------------------------------------------------------------------


def well(theta, learning_rate):
    return theta - learning_rate * theta * (theta * theta - 1)


@pytest.mark.parametrize("learning_rate", [0.3, 0.9, 1.05, 1.1, 1.2])
def test_cycle_and_exponent_of_the_quartic_well(learning_rate):
    theta, slopes = 0.9, []
    for t in range(6000):
        if t >= 3000:
            slopes.append(1 - learning_rate * (3 * theta * theta - 1))
        before, theta = theta, well(theta, learning_rate)
    assert law("quartic_well_two_cycle")(learning_rate) == pytest.approx(abs(theta - before), abs=1e-9)
    exponent = np.mean(np.log(np.abs(slopes)))
    assert law("quartic_well_lyapunov")(learning_rate) == pytest.approx(exponent, abs=1e-6)


def test_chaos_of_the_quartic_well():
    theta = np.random.default_rng(4).uniform(-1, 1, 20_000)
    slopes = []
    for t in range(60):
        if t >= 30:
            slopes.append(1 - 2 * (3 * theta * theta - 1))
        theta = np.clip(well(theta, 2.0), -math.sqrt(2), math.sqrt(2))  # round-off may leave the interval
    assert law("quartic_well_lyapunov")(2.0) == pytest.approx(np.mean(np.log(np.abs(slopes))), abs=0.01)
    assert np.mean((theta**2 - 1) ** 2 / 4) == pytest.approx(1 / 8, abs=2e-3)
    uniform = law("arcsine_distribution")(theta, -math.sqrt(2), math.sqrt(2))
    assert scipy.stats.kstest(uniform, "uniform").pvalue > 1e-3
    assert law("quartic_well_lyapunov")(0.5) == -np.inf


def test_distribution_functions():
    for x, low, high in [(0.3, -1, 1), (2.5, 2, 5), (4.9, 2, 5)]:
        expected = scipy.stats.arcsine.cdf(x, low, high - low)
        assert law("arcsine_distribution")(x, low, high) == pytest.approx(expected, rel=1e-12)
    np.testing.assert_array_equal(law("arcsine_distribution")([-3.0, 3.0], -1, 1), [0, 1])
    for x, mean, deviation in [(0.3, 0, 1), (-4, 1, 2.5)]:
        area, _ = scipy.integrate.quad(
            lambda u, m=mean, s=deviation: math.exp(-0.5 * ((u - m) / s) ** 2) / (s * math.sqrt(2 * math.pi)),
            mean - 12 * deviation,
            x,
            epsabs=1e-13,
        )
        assert law("normal_distribution")(x, mean, deviation) == pytest.approx(area, rel=1e-8)


# --- random directions and matrices -----------------------------------------------------------------------


@pytest.mark.parametrize(("dimension", "power"), [(2, 2), (3, 1), (10, 2), (10, 4), (5, 3)])
def test_cosine_of_a_random_direction(dimension, power):
    def density(angle):
        return math.sin(angle) ** (dimension - 2)

    top, _ = scipy.integrate.quad(
        lambda a: abs(math.cos(a)) ** power * density(a), 0, math.pi, points=[1.5708]
    )
    bottom, _ = scipy.integrate.quad(density, 0, math.pi)
    assert law("random_cosine_moment")(dimension, power) == pytest.approx(top / bottom, rel=1e-6)


def test_positive_random_matrices():
    rng = np.random.default_rng(8)
    for dimension in (1, 2, 3):
        a = rng.normal(size=(60_000, dimension, dimension))
        positive = (np.linalg.eigvalsh(a + a.transpose(0, 2, 1)) > 0).all(axis=1)
        expected = law("goe_positive_probability")(dimension)
        error = 4 * math.sqrt(expected * (1 - expected) / len(a))
        assert expected == pytest.approx(positive.mean(), abs=error)
    assert law("goe_positive_probability")(np.array([1, 2, 3])).shape == (3,)


# --- finite differences -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("value", "derivative"), [(1.0, 1.0), (-20.0, 0.3)])
def test_widths_of_difference_quotients_minimise_their_error(value, derivative):
    for kind in ("forward", "central"):
        error, width = law(f"{kind}_difference_error"), law(f"{kind}_difference_width")(value, derivative)
        found = scipy.optimize.minimize_scalar(
            lambda h, error=error: math.log(error(math.exp(h), value, derivative)),
            bounds=(-25, 0),
            method="bounded",
            options={"xatol": 1e-9},
        )
        assert math.log(width) == pytest.approx(found.x, abs=1e-4)


@pytest.mark.parametrize("width", [2.0**-10, 2.0**-4])
def test_truncation_of_difference_quotients(width):
    exact = np.longdouble(1)
    forward = np.expm1(np.longdouble(width)) / width - exact
    assert law("forward_difference_error")(width, 1, 1) == pytest.approx(float(forward), rel=width)
    central = np.sinh(np.longdouble(width)) / width - exact
    assert law("central_difference_error")(width, 1, 1) == pytest.approx(float(central), rel=width)


def test_rounding_bounds_hold_and_are_not_loose():
    # A quadratic and a line have no truncation error, so what is left of the quotient is rounding.
    x = np.random.default_rng(3).uniform(1, 2, 20_000)
    width = 2.0**-30
    values, moved, back = (np.exp(at) for at in (x, x + width, x - width))
    exact = np.exp(x) * (1 + width / 2)
    forward = np.abs((moved - values) / width - exact) / law("forward_difference_error")(width, np.exp(x), 0)
    central = np.abs((moved - back) / (2 * width) - np.exp(x))
    central = central / law("central_difference_error")(width, np.exp(x), 0)
    for share in (forward, central):
        assert 0.25 < share.max() < 1.3


def test_best_widths_of_the_ledger():
    assert law("forward_difference_width")(1.0, 1.0) == pytest.approx(2.10734e-8, rel=1e-5)
    assert law("central_difference_width")(1.0, 1.0) == pytest.approx(6.93176e-6, rel=1e-5)


# --- learning rates and schedules -------------------------------------------------------------------------


@pytest.mark.parametrize("steps", [1, 2, 7, 4000])
def test_sum_of_a_cosine_schedule(steps):
    rates = [0.25 * (1 + math.cos(math.pi * t / steps)) for t in range(steps)]
    assert law("cosine_learning_rate_sum")(0.5, steps) == pytest.approx(math.fsum(rates), rel=1e-12)


@pytest.mark.parametrize(("ratio", "kappa"), [(math.sqrt(10), 100.0), (2.0, 1000.0), (3.0, 5.0)])
def test_slowdown_of_a_grid(ratio, kappa):
    grid = ratio ** np.arange(-6.0, 7.0)
    offsets = (np.arange(4001) + 0.5) / 4001
    slow = []
    for offset in offsets:
        rates = grid * ratio**offset * 2 / (kappa + 1)
        speed = -np.log(np.maximum(np.abs(1 - rates), np.abs(1 - kappa * rates)))
        slow.append(-math.log((kappa - 1) / (kappa + 1)) / speed.max())
    assert law("learning_rate_grid_slowdown")(ratio, kappa) == pytest.approx(np.mean(slow), rel=1e-3)
    assert law("learning_rate_grid_worst_slowdown")(ratio, kappa) == pytest.approx(max(slow), rel=5e-3)
    both = law("learning_rate_grid_slowdown")(np.array([2.0, 3.0])[:, None], [10.0, 100.0])
    assert both.shape == (2, 2)


@pytest.mark.parametrize(("learning_rate", "block"), [(0.1, 20), (0.7, 3), (1.6, 5)])
def test_swing_of_sorted_classes(learning_rate, block):
    theta = 0.0
    for t in range(200 * block):
        theta -= learning_rate * (theta - (1 if (t // block) % 2 else -1))
    assert law("class_block_swing")(learning_rate, 1.0, block) == pytest.approx(abs(theta), rel=1e-9)
    assert law("class_block_swing")(0.1, 1, 20) == pytest.approx(0.783204, abs=1e-6)


# --- momentum and Adam ------------------------------------------------------------------------------------


@pytest.mark.parametrize("momentum", [0.5, 0.9, 0.99])
def test_half_life_of_energy(momentum):
    matrix = np.array([[1 + momentum - 0.3, -momentum], [1, 0]])
    steps = law("momentum_half_life")(momentum)
    assert abs(np.linalg.eigvals(matrix)[0]) ** (2 * steps) == pytest.approx(0.5, rel=1e-9)


@pytest.mark.parametrize(("learning_rate", "curvature"), [(0.3, 1.0), (1.5, 2.0)])
def test_momentum_without_friction(learning_rate, curvature):
    theta, velocity, path = 1.0, 0.0, []
    invariant = law("undamped_invariant")
    start = invariant(theta, velocity, learning_rate, curvature)
    for _ in range(4000):
        velocity -= learning_rate * curvature * theta
        theta += velocity
        path.append(theta)
        assert invariant(theta, velocity, learning_rate, curvature) == pytest.approx(start, rel=1e-9)
    crossings = np.mean(np.diff(np.sign(path)) != 0)
    assert law("undamped_frequency")(learning_rate, curvature) == pytest.approx(math.pi * crossings, abs=2e-3)
    assert start == pytest.approx(learning_rate * curvature)


def test_invariant_is_exact_in_rational_numbers():
    theta, velocity, product = Fraction(3, 7), Fraction(0), Fraction(3, 10)
    invariants = set()
    for _ in range(12):
        invariants.add(velocity**2 - product * velocity * theta + product * theta**2)
        velocity -= product * theta
        theta += velocity
    assert len(invariants) == 1
    measured = law("undamped_invariant")(float(theta), float(velocity), 0.3, 1.0)
    assert measured == pytest.approx(float(invariants.pop()), rel=1e-9)


def adam(gradients, learning_rate, beta1, beta2, corrected=True):
    mean, square, steps = 0.0, 0.0, []
    for t, gradient in enumerate(gradients, 1):
        mean = beta1 * mean + (1 - beta1) * gradient
        square = beta2 * square + (1 - beta2) * gradient**2
        first, second = (1 - beta1**t, 1 - beta2**t) if corrected else (1.0, 1.0)
        steps.append(learning_rate * (mean / first) / (np.sqrt(square / second) + 1e-300))
    return np.array(steps)


@pytest.mark.parametrize(("beta1", "beta2"), [(0.9, 0.999), (0.5, 0.99), (0.9, 0.9)])
def test_largest_step_of_adam(beta1, beta2):
    silent = np.zeros(20_000)
    silent[-1] = 7.0
    expected = law("adam_maximum_step")(0.01, beta1, beta2)
    reached = abs(adam(silent, 0.01, beta1, beta2)[-1])
    first = adam([7.0], 0.01, beta1, beta2, corrected=False)[0]
    if (1 - beta1) > math.sqrt(1 - beta2):
        assert reached == pytest.approx(expected, rel=1e-6) and first == pytest.approx(expected, rel=1e-12)
    else:
        assert expected == 0.01 and reached < expected
    assert adam([7.0], 0.01, beta1, beta2)[0] == pytest.approx(0.01, rel=1e-12)


@pytest.mark.parametrize(("beta1", "learning_rate"), [(0.9, 0.01), (0.5, 0.1)])
def test_adam_on_pure_noise(beta1, learning_rate):
    noise = 3.0 * np.random.default_rng(6).normal(size=(1500, 2000))
    steps = adam(noise, learning_rate, beta1, 0.9999)
    rms = np.sqrt(np.mean(steps[500:] ** 2))
    assert law("adam_noise_step")(learning_rate, beta1) == pytest.approx(rms, rel=0.02)
    spread = steps[500:].sum(axis=0).var()
    assert law("adam_noise_variance")(1000, learning_rate) == pytest.approx(spread, rel=0.15)


@pytest.mark.parametrize(("learning_rate", "curvature"), [(0.1, 1.0), (0.02, 5.0)])
def test_loss_of_sign_descent(learning_rate, curvature):
    theta = np.random.default_rng(0).uniform(-2, 2, 20_000)
    for _ in range(250):
        theta -= learning_rate * np.sign(theta)
    expected = law("sign_descent_loss")(learning_rate, curvature)
    assert np.mean(0.5 * curvature * theta**2) == pytest.approx(expected, rel=0.03)


# --- minima and missing gradients -------------------------------------------------------------------------


@pytest.mark.parametrize("tilt", [0.0, 0.1, -0.3])
def test_minima_of_the_double_well(tilt):
    for side in (-1, 1):
        found = scipy.optimize.minimize_scalar(
            lambda x: x**4 / 4 - x**2 / 2 + tilt * x,
            bounds=(0.6, 2) if side > 0 else (-2, -0.6),
            method="bounded",
            options={"xatol": 1e-10},
        )
        assert law("double_well_minimum_loss")(tilt, side) == pytest.approx(found.fun, rel=1e-10)


def test_best_loss_of_restarts():
    losses = np.where(np.random.default_rng(2).random((50_000, 3)) < 0.6, -1.0, 2.0).min(axis=1)
    expected = law("best_of_restarts_loss")(0.6, 3, -1.0, 2.0)
    assert losses.mean() == pytest.approx(expected, abs=4 * losses.std() / math.sqrt(losses.size))


@pytest.mark.parametrize("coordinate", [0, 2])
def test_loss_left_by_a_missing_coordinate(coordinate):
    a = np.random.default_rng(1).normal(size=(6, 4))
    hessian = a.T @ a + np.eye(4)
    theta = np.array([1.0, -2.0, 0.5, 3.0])  # the optimum is the origin
    start = theta[coordinate]
    for _ in range(20_000):
        gradient = hessian @ theta
        gradient[coordinate] = 0.0
        theta = theta - 0.05 * gradient
    left = 0.5 * theta @ hessian @ theta
    inverse = np.linalg.inv(hessian)[coordinate, coordinate]
    assert law("dropped_coordinate_loss")(start, inverse) == pytest.approx(left, rel=1e-9)
