"""Every law against brute force: the iteration itself, in plain NumPy, at several parameter values."""

from __future__ import annotations

import ast
import math
from pathlib import Path

import numpy as np
import pytest
from law_domains import DOMAIN

from simlab import registry
from simlab.scenario.claim_language import claim_grammar


def law(name):
    return getattr(registry.load("laws", name), name)


def momentum_run(learning_rate, curvature, momentum, steps, start=1.0, noise=None):
    """theta[0..steps] of p <- mu p - alpha g, theta <- theta + p on one mode; vectorised over ``start``."""
    theta = np.array(start, dtype=float)
    velocity = np.zeros_like(theta)
    path = [theta.copy()]
    for t in range(steps):
        gradient = curvature * theta + (0.0 if noise is None else noise[t])
        velocity = momentum * velocity - learning_rate * gradient
        theta = theta + velocity
        path.append(theta.copy())
    return np.array(path)


def diverges(learning_rate, curvature, momentum):
    theta, velocity = 1.0, 0.0
    for _ in range(4000):
        velocity = momentum * velocity - learning_rate * curvature * theta
        theta += velocity
        if abs(theta) > 1e3:
            return True
    return False


def bisect_stability(unstable, low, high):
    for _ in range(40):
        middle = 0.5 * (low + high)
        low, high = (low, middle) if unstable(middle) else (middle, high)
    return 0.5 * (low + high)


# --- every law, from the registry -------------------------------------------------------------------------


@pytest.mark.parametrize("name", registry.names("laws"))
def test_a_law_is_documented_and_named_as_its_file(name):
    path = registry.folder("laws") / f"{name}.py"
    assert registry.summary("laws", name).endswith((".", ")."))
    function = law(name)
    assert "Source:" in function.__doc__ and "Raises ``ValueError``" in function.__doc__
    public = [
        node.name
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    ]
    assert public == [name]


@pytest.mark.parametrize("name", registry.names("laws"))
def test_a_law_has_a_brute_force_test(name):
    tests = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_laws*.py"))
    assert f'law("{name}")(' in tests


@pytest.mark.parametrize("name", registry.names("laws"))
def test_a_law_refuses_what_lies_outside_its_domain(name):
    for arguments in DOMAIN[name]:
        with pytest.raises(ValueError, match="must"):
            law(name)(*arguments)


def test_a_law_names_the_offender_of_a_whole_sweep():
    with pytest.raises(ValueError, match=r"not 2\.5"):
        law("sgd_stationary_variance")(np.array([0.1, 2.5]), 1.0, 1.0)


# --- stability and rates ----------------------------------------------------------------------------------


@pytest.mark.parametrize("curvature", [0.3, 1.0, 10.0])
def test_stability_of_gradient_descent(curvature):
    edge = bisect_stability(lambda a: abs(momentum_run(a, curvature, 0.0, 20)[-1]) > 1, 0.0, 20.0)
    assert law("gd_stability_threshold")(curvature) == pytest.approx(edge, rel=1e-6)


@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9])
@pytest.mark.parametrize("curvature", [0.5, 4.0])
def test_stability_of_momentum(momentum, curvature):
    edge = bisect_stability(lambda a: diverges(a, curvature, momentum), 0.0, 10.0)
    assert law("momentum_stability_threshold")(momentum, curvature) == pytest.approx(edge, rel=3e-3)


@pytest.mark.parametrize("beta1", [0.0, 0.5, 0.9])
def test_stability_of_frozen_adam(beta1):
    learning_rate = 0.01

    def adam_diverges(curvature):
        theta, mean = 1.0, 0.0
        for _ in range(3000):
            mean = beta1 * mean + (1 - beta1) * curvature * theta
            theta -= learning_rate * mean
            if abs(theta) > 1e3:
                return True
        return False

    edge = bisect_stability(adam_diverges, 0.0, 1e4)
    assert law("adam_stability_threshold")(learning_rate, beta1) == pytest.approx(edge, rel=5e-3)


@pytest.mark.parametrize(("stiff", "flat"), [(10.0, 1.0), (100.0, 1.0), (3.0, 0.5)])
def test_optimal_gradient_descent(stiff, flat):
    rates = law("gd_rate")(np.linspace(1e-3, 2 / stiff, 20_001), stiff, flat)
    best = law("gd_optimal_learning_rate")(stiff, flat)
    assert law("gd_rate")(best, stiff, flat) == pytest.approx(rates.min(), rel=1e-3)
    assert law("gd_optimal_rate")(stiff / flat) == pytest.approx(law("gd_rate")(best, stiff, flat), rel=1e-12)
    for curvature in (stiff, flat):
        path = np.abs(momentum_run(best, curvature, 0.0, 60))
        assert path[-1] / path[-2] == pytest.approx(law("gd_optimal_rate")(stiff / flat), rel=1e-9)


@pytest.mark.parametrize(
    ("kappa", "start"), [(100.0, (1, 0)), (100.0, (1, 1)), (7.0, (0.3, 2)), (900.0, (0, 1))]
)
def test_steps_and_speed_up_of_the_tuned_optimizers(kappa, start):
    tolerance = 1e-6
    alpha = law("gd_optimal_learning_rate")(kappa, 1.0)
    paths = [momentum_run(alpha, bend, 0.0, 9000, x) for bend, x in zip((kappa, 1.0), start, strict=True)]
    gd = int(np.argmax(np.hypot(*paths) < tolerance))
    alpha = law("heavy_ball_optimal_learning_rate")(kappa, 1.0)
    mu = law("heavy_ball_optimal_momentum")(kappa)
    paths = [momentum_run(alpha, bend, mu, 3000, x) for bend, x in zip((kappa, 1.0), start, strict=True)]
    heavy_ball = int(np.argmax(np.hypot(*paths) < tolerance))
    assert law("gd_steps")(kappa, tolerance, *start) == gd
    assert law("heavy_ball_steps")(kappa, tolerance, *start) == heavy_ball
    assert law("heavy_ball_speed_up")(kappa, tolerance, *start) == gd / heavy_ball


def test_double_root_of_the_ledger():
    assert law("gd_steps")(100, 1e-6) == 691
    assert law("heavy_ball_steps")(100, 1e-6) == 95
    assert law("heavy_ball_speed_up")(100, 1e-6) == pytest.approx(7.27, abs=0.005)
    assert np.abs(law("heavy_ball_optimal_mode")(np.arange(50), 100, True)).max() == pytest.approx(
        3.71, abs=0.01
    )


def test_heavy_ball_steps_close_to_the_start_and_at_unit_kappa():
    for kappa, tolerance in [(100.0, 3.0), (100.0, 0.99), (1.0, 0.5), (1.5, 0.3)]:
        modes = [np.abs(law("heavy_ball_optimal_mode")(np.arange(2000), kappa, True)), 0.0]
        assert law("heavy_ball_steps")(kappa, tolerance) == np.argmax(np.hypot(*modes) < tolerance)


@pytest.mark.parametrize("kappa", [4.0, 100.0, 2500.0])
def test_trajectories_of_the_tuned_heavy_ball(kappa):
    alpha = law("heavy_ball_optimal_learning_rate")(kappa, 1.0)
    mu = law("heavy_ball_optimal_momentum")(kappa)
    steps = np.arange(301)
    for curvature, stiff in ((kappa, True), (1.0, False)):
        path = momentum_run(alpha, curvature, mu, 300)
        np.testing.assert_allclose(law("heavy_ball_optimal_mode")(steps, kappa, stiff), path, atol=1e-8)
    late = law("heavy_ball_optimal_mode")(np.array([499, 500]), kappa)
    assert late[1] / late[0] == pytest.approx(law("heavy_ball_optimal_rate")(kappa), rel=3e-3)


@pytest.mark.parametrize("momentum", [0.0, 0.3, 0.81, 0.9, 1.0])
@pytest.mark.parametrize("product", [0.01, 0.05, 0.3, 1.0, 1.9])
def test_any_mode_of_momentum(momentum, product):
    path = momentum_run(product / 2.0, 2.0, momentum, 200)
    np.testing.assert_allclose(
        law("momentum_mode")(np.arange(201), product / 2.0, 2.0, momentum), path, rtol=1e-9, atol=1e-11
    )


def test_momentum_mode_at_its_double_roots():
    for root in (0.8, -0.8):
        path = momentum_run((1 - root) ** 2, 1.0, root**2, 100)
        np.testing.assert_allclose(
            law("momentum_mode")(np.arange(101), (1 - root) ** 2, 1.0, root**2), path, atol=1e-6
        )


def test_slow_progress():
    counted = []
    for learning_rate in (0.3, 0.1, 0.03, 0.01):
        counted.append(int(np.argmax(np.abs(momentum_run(learning_rate, 1.0, 0.0, 2000)) < 1e-6)))
    assert counted == [39, 132, 454, 1375]
    np.testing.assert_array_equal(
        law("slow_progress_steps")(np.array([0.3, 0.1, 0.03, 0.01]), 1.0, 1e-6), counted
    )
    assert law("slow_progress_steps")(0.5, 2.0, 1e-6) == 1


@pytest.mark.parametrize(("learning_rate", "steps"), [(1e-4, 1000), (1e-3, 500), (0.01, 400), (1.99, 300)])
def test_straightness_of_a_slow_curve(learning_rate, steps):
    loss = 0.5 * momentum_run(learning_rate, 1.0, 0.0, steps) ** 2
    measured = np.corrcoef(np.arange(steps + 1), loss)[0, 1] ** 2
    expected = law("decay_linearity")(learning_rate, 1.0, steps)
    assert expected == pytest.approx(measured, abs=0.01 * (1 - expected) + 1e-6)
    assert law("decay_linearity")(1e-4, 1.0, 1000) == pytest.approx(0.999334, abs=1e-6)


@pytest.mark.parametrize("momentum", [0.5, 0.9])
def test_momentum_break_even(momentum):
    kappa = law("momentum_break_even_kappa")(momentum)
    assert law("gd_optimal_rate")(kappa) == pytest.approx(math.sqrt(momentum), rel=1e-12)
    # Underdamped modes contract by sqrt(mu) a step, whatever their curvature.
    for product in (0.1, 1.0, 2.0):
        roots = np.linalg.eigvals([[1 + momentum - product, -momentum], [1, 0]])
        np.testing.assert_allclose(np.abs(roots), math.sqrt(momentum), rtol=1e-9)


@pytest.mark.parametrize(("momentum", "gradient"), [(0.0, 1.0), (0.9, 2.0), (0.99, -3.0)])
def test_velocity_under_a_constant_gradient(momentum, gradient):
    velocity = 0.0
    for step in range(1, 40):
        velocity = momentum * velocity - 0.01 * gradient
        assert law("momentum_velocity")(step, 0.01, momentum, gradient) == pytest.approx(velocity, rel=1e-12)


@pytest.mark.parametrize(("learning_rate", "curvature", "start"), [(0.3, 1.0, 1.0), (0.5, 3.0, -2.0)])
def test_mean_loss_without_friction(learning_rate, curvature, start):
    path = momentum_run(learning_rate, curvature, 1.0, 50_000, start)
    expected = law("undamped_mean_loss")(learning_rate, curvature, start)
    assert expected == pytest.approx(np.mean(0.5 * curvature * path**2), rel=1e-3)


@pytest.mark.parametrize(("learning_rate", "curvature", "start"), [(0.21, 10.0, 1.0), (2.5, 1.0, 3.0)])
def test_overflow(learning_rate, curvature, start):
    theta, loss, step = start, 0.5 * curvature * start**2, 0
    while math.isfinite(loss):
        theta, step = theta - learning_rate * curvature * theta, step + 1
        loss = 0.5 * curvature * theta * theta
    assert law("gd_overflow_steps")(learning_rate, curvature, start) == pytest.approx(step, abs=1)
    path = 0.5 * curvature * momentum_run(learning_rate, curvature, 0.0, 300, start) ** 2
    assert law("gd_overflow_steps")(learning_rate, curvature, start, 1e6) == np.argmax(path > 1e6)


# --- saddles ----------------------------------------------------------------------------------------------


def first_exit(path, exit):
    return np.argmax(np.abs(path) > exit, axis=0)


@pytest.mark.parametrize(("learning_rate", "curvature", "start"), [(0.1, 1.0, 1e-6), (0.02, 3.0, -1e-4)])
def test_escape_from_a_start_beside_the_saddle(learning_rate, curvature, start):
    path = momentum_run(learning_rate, -curvature, 0.0, 500, start)
    assert law("saddle_escape_steps")(learning_rate, curvature, start, 0.1) == first_exit(path, 0.1)
    path = momentum_run(learning_rate, -curvature, 0.9, 60, start)
    factor = law("saddle_escape_momentum_rate")(learning_rate, curvature, 0.9)
    assert path[-1] / path[-2] == pytest.approx(factor, rel=1e-6)


def test_escape_of_the_ledger():
    assert law("saddle_escape_steps")(0.1, 1.0, 1e-6, 0.1) == 121
    assert law("saddle_escape_gaussian_steps")(0.1, 1.0, 1e-6, 0.1) == pytest.approx(127.959, abs=1e-3)
    assert law("saddle_escape_noise_steps")(0.1, 1.0, 1e-6, 0.1) == pytest.approx(143.93, abs=1e-2)


@pytest.mark.parametrize(("learning_rate", "curvature"), [(0.1, 1.0), (0.2, 1.0)])
def test_escape_from_gaussian_starts_and_by_noise(learning_rate, curvature):
    rng = np.random.default_rng(3)
    runs, steps = 20_000, 250
    steps_taken = first_exit(
        momentum_run(learning_rate, -curvature, 0.0, steps, 1e-5 * rng.normal(size=runs)), 0.1
    )
    error = 4 * steps_taken.std() / math.sqrt(runs)
    predicted = law("saddle_escape_gaussian_steps")(learning_rate, curvature, 1e-5, 0.1)
    assert predicted == pytest.approx(steps_taken.mean(), abs=error + 0.03)
    noise = 2e-5 / math.sqrt(4) * rng.normal(size=(steps, runs))
    steps_taken = first_exit(momentum_run(learning_rate, -curvature, 0.0, steps, np.zeros(runs), noise), 0.1)
    predicted = law("saddle_escape_noise_steps")(learning_rate, curvature, 2e-5, 0.1, 4)
    assert predicted == pytest.approx(steps_taken.mean(), abs=error + 0.03)


# --- stochastic gradients ---------------------------------------------------------------------------------


def stationary(learning_rate, curvature, momentum, sigma, steps, runs=20_000, seed=0):
    noise = sigma * np.random.default_rng(seed).normal(size=(steps, runs))
    return momentum_run(learning_rate, curvature, momentum, steps, np.zeros(runs), noise)


@pytest.mark.parametrize(
    ("learning_rate", "curvature", "sigma", "batch"),
    [(0.1, 1.0, 1.0, 1), (1.5, 1.0, 2.0, 4), (0.2, 3.0, 0.5, 1)],
)
def test_stationary_variance(learning_rate, curvature, sigma, batch):
    final = stationary(learning_rate, curvature, 0.0, sigma / math.sqrt(batch), 120)[-1]
    expected = law("sgd_stationary_variance")(learning_rate, curvature, sigma, batch)
    assert final.var(ddof=1) == pytest.approx(expected, rel=5 * math.sqrt(2 / final.size))


@pytest.mark.parametrize(("learning_rate", "momentum"), [(0.1, 0.9), (1.0, 0.5), (3.0, 0.9), (0.1, 0.0)])
def test_stationary_variance_with_momentum(learning_rate, momentum):
    final = stationary(learning_rate, 1.0, momentum, 1.0, 300)[-1]
    expected = law("sgd_momentum_stationary_variance")(learning_rate, 1.0, momentum, 1.0)
    assert final.var(ddof=1) == pytest.approx(expected, rel=6 * math.sqrt(2 / final.size))
    if momentum == 0:
        assert expected == pytest.approx(law("sgd_stationary_variance")(learning_rate, 1.0, 1.0), rel=1e-12)


@pytest.mark.parametrize(("learning_rate", "time_constant"), [(0.1, 50.0), (1.0, 10.0), (0.5, 4.0)])
def test_averaging(learning_rate, time_constant):
    path = stationary(learning_rate, 1.0, 0.0, 1.0, 400)
    average = path[0]
    for theta in path[1:]:
        average = (1 - 1 / time_constant) * average + theta / time_constant
    expected = law("ema_variance_ratio")(learning_rate, 1.0, time_constant)
    assert average.var() / path[-1].var() == pytest.approx(expected, rel=6 * math.sqrt(2 / average.size))


def test_lag_of_the_average():
    for time_constant in (1.0, 5.0, 20.0):
        average = 0.0
        for t in range(1, 2000):
            average = (1 - 1 / time_constant) * average + 3.0 * t / time_constant
        assert law("ema_lag")(time_constant) == pytest.approx((3.0 * 1999 - average) / 3.0, abs=1e-8)


@pytest.mark.parametrize("theta", [3.0, 1.0, 0.2])
def test_chance_that_a_step_increases_the_cost(theta):
    learning_rate, curvature, sigma = 0.3, 1.5, 2.0
    noise = sigma / math.sqrt(2) * np.random.default_rng(1).normal(size=100_000)
    moved = theta - learning_rate * (curvature * theta + noise)
    share = np.mean(np.abs(moved) > theta)
    expected = law("sgd_cost_increase_probability")(theta, learning_rate, curvature, sigma, 2)
    assert share == pytest.approx(expected, abs=4 * math.sqrt(0.25 / noise.size))


def expected_square(rates, curvature, sigma, start=0.0):
    mean, variance = start, 0.0
    for alpha in rates:
        mean *= 1 - alpha * curvature
        variance = (1 - alpha * curvature) ** 2 * variance + alpha**2 * sigma**2
    return mean, variance


@pytest.mark.parametrize(("learning_rate", "curvature", "sigma"), [(0.5, 1.0, 1.0), (0.3, 2.0, 0.5)])
def test_noise_floors_of_schedules(learning_rate, curvature, sigma):
    t = np.arange(4000)
    cosine = learning_rate * 0.5 * (1 + np.cos(np.pi * t / t.size))
    floor = expected_square(cosine, curvature, sigma)[1]
    assert law("cosine_noise_floor")(learning_rate, curvature, t.size, sigma) == pytest.approx(
        floor, rel=4e-3
    )
    floor = expected_square(learning_rate * (1 - t / t.size), curvature, sigma)[1]
    assert law("linear_decay_noise_floor")(learning_rate, curvature, t.size, sigma) == pytest.approx(
        floor, rel=1e-2
    )
    tau = 400.0
    exponential = learning_rate * np.exp(-np.arange(8000) / tau)
    mean, floor = expected_square(exponential, curvature, sigma)
    assert law("exponential_decay_noise_floor")(curvature, tau, sigma) == pytest.approx(floor, rel=1e-2)
    mean, _ = expected_square(exponential, 0.002, sigma, 1.0)
    assert law("exponential_decay_travel")(learning_rate, 0.002, tau) == pytest.approx(mean, rel=1e-3)


def test_expected_loss_is_the_exact_recursion():
    learning_rate, curvature, sigma, start, decay_from, tau, batch = 0.5, 0.8, 2.0, 3.0, 20, 15.0, 4
    for steps in (0, 1, 20, 60):
        rates = [learning_rate * math.exp(-max(0, t - decay_from) / tau) for t in range(steps)]
        mean, variance = expected_square(rates, curvature, sigma / math.sqrt(batch), start)
        loss = law("quadratic_expected_loss")(
            steps, learning_rate, curvature, sigma, start, decay_from, tau, batch
        )
        assert loss == pytest.approx(0.5 * curvature * (mean**2 + variance), rel=1e-12)
    stationary_loss = law("quadratic_expected_loss")(2000, 0.1, 1.0, 1.0, 5.0)
    assert stationary_loss == pytest.approx(0.5 * law("sgd_stationary_variance")(0.1, 1.0, 1.0), rel=1e-12)


def test_decay_too_soon_of_the_ledger():
    def loss(step, decay_from, tau=50.0):
        modes = [(1.0, 1.0, 1.0), (0.005, math.sqrt(0.005), 20.0)]
        return sum(
            law("quadratic_expected_loss")(step, 0.5, curvature, sigma, start, decay_from, tau)
            for curvature, sigma, start in modes
        )

    assert loss(2000, 200) / loss(2000, 1500) == pytest.approx(82.4, rel=0.01)
    assert loss(np.array([100, 2000]), np.inf).shape == (2,)


@pytest.mark.parametrize(("learning_rate", "sigma"), [(0.01, 1.0), (0.003, 0.5)])
def test_stationary_variance_of_adam(learning_rate, sigma):
    rng = np.random.default_rng(5)
    theta, mean, square = np.zeros(4000), np.zeros(4000), np.zeros(4000)
    for t in range(1, 2500):
        gradient = theta + sigma * rng.normal(size=theta.size)
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.999 * square + 0.001 * gradient**2
        theta = theta - learning_rate * (mean / (1 - 0.9**t)) / (np.sqrt(square / (1 - 0.999**t)) + 1e-8)
    expected = law("adam_stationary_variance")(learning_rate, 1.0, sigma)
    assert theta.var() == pytest.approx(expected, rel=0.12)


# --- landscapes -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tilt", [0.1, -0.1, 0.3])
def test_basins_of_the_double_well(tilt):
    start = np.linspace(-2, 2, 20_001)
    theta = start.copy()
    for _ in range(1500):
        theta -= 0.05 * (theta * theta * theta - theta + tilt)
    deeper = np.where(tilt > 0, theta < 0, theta > 0)
    assert law("double_well_basin_fraction")(tilt, -2, 2) == pytest.approx(deeper.mean(), abs=2e-4)
    root = law("double_well_unstable_root")(tilt)
    assert root**3 - root + tilt == pytest.approx(0, abs=1e-14) and 3 * root**2 < 1
    assert law("double_well_basin_fraction")(0.1, -2, 2) == pytest.approx(0.525258, abs=1e-6)


@pytest.mark.parametrize("learning_rate", [0.1, 0.5, 1.5])
def test_divergence_of_the_double_well(learning_rate):
    def escapes(theta):
        for _ in range(300):
            theta -= learning_rate * theta * (theta * theta - 1)
            if abs(theta) > 1e6:
                return True
        return False

    edge = bisect_stability(escapes, 1.0, 10.0)
    assert law("double_well_divergence_start")(learning_rate) == pytest.approx(edge, rel=1e-3)


def test_best_of_restarts():
    wins = np.random.default_rng(2).random((50_000, 4)) < 0.525
    assert law("best_of_restarts")(0.525, 4) == pytest.approx(wins.any(axis=1).mean(), abs=0.004)
    np.testing.assert_allclose(
        law("best_of_restarts")(0.525258, [1, 2, 4, 8]), [0.525258, 0.77462, 0.949204, 0.99742], atol=1e-5
    )


@pytest.mark.parametrize(("a", "b"), [(1.0, 100.0), (2.0, 7.0)])
def test_condition_of_the_rosenbrock_valley(a, b):
    eigenvalues = np.linalg.eigvalsh([[2 + 8 * a**2 * b, -4 * a * b], [-4 * a * b, 2 * b]])
    assert law("rosenbrock_condition_number")(a, b) == pytest.approx(
        eigenvalues[1] / eigenvalues[0], rel=1e-9
    )


@pytest.mark.parametrize(("width", "ratio"), [(1.0, 3.0), (0.5, 4.0)])
def test_plateau_of_a_gaussian_well(width, ratio):
    radius, learning_rate, steps = ratio * width, 0.002 * width**2, 0
    while radius >= width / 2:
        radius -= learning_rate * radius / width**2 * math.exp(-(radius**2) / (2 * width**2))
        steps += 1
    expected = law("gaussian_well_steps")(learning_rate, 1.0, width, ratio * width, width / 2)
    assert steps == pytest.approx(expected, rel=5e-3)


@pytest.mark.parametrize("start", [2.0, 5.0])
def test_plateau_of_a_sigmoid(start):
    w, steps = -start, 0
    while w < 0:
        h = 1 / (1 + math.exp(-w))
        w, steps = w + 0.05 * h * (1 - h), steps + 1
    assert law("sigmoid_plateau_steps")(0.05, start) == pytest.approx(steps, rel=5e-3)


@pytest.mark.parametrize(("start", "inputs"), [(4.0, 1.0), (5.0, 0.5)])
def test_recovery_of_a_saturated_unit(start, inputs):
    def steps(slope):
        z, count = -start, 0
        while z < 0:
            h = 1 / (1 + math.exp(-z))
            z, count = z + 0.02 * (1 + inputs**2) * slope(h), count + 1
        return count

    squared, entropy = steps(lambda h: (1 - h) * h * (1 - h)), steps(lambda h: 1 - h)
    assert law("squared_error_saturation_steps")(0.02, start, inputs) == pytest.approx(squared, rel=0.02)
    assert law("cross_entropy_saturation_steps")(0.02, start, inputs) == pytest.approx(entropy, rel=0.02)


def test_a_claim_can_give_every_argument_of_a_law():
    for name, (least, most) in claim_grammar(None, {}).laws.items():
        assert least <= most, name
    assert claim_grammar(None, {}).laws["double_well_minimum_loss"] == (2, 2)
