"""Laws of stochastic gradients and of data against simulation in plain NumPy and exact recursions."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest
import scipy.optimize

from simlab import registry


def law(name):
    return getattr(registry.load("laws", name), name)


# --- stationary noise -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("product", "momentum"), [(0.1, 0.0), (1.9, 0.0), (0.3, 0.9), (3.0, 0.6)])
def test_autocorrelation_of_stationary_noise(product, momentum):
    # Correlations of an AR(2) process from its stationary covariance, by iterating the matrix recursion.
    matrix = np.array([[1 + momentum - product, -momentum], [1.0, 0.0]])
    covariance = np.zeros((2, 2))
    for _ in range(3000):
        covariance = matrix @ covariance @ matrix.T + np.array([[1.0, 0], [0, 0]])
    lagged, expected = covariance, []
    for _ in range(6):
        expected.append(lagged[0, 0] / covariance[0, 0])
        lagged = matrix @ lagged
    measured = law("sgd_autocorrelation")(product, 1.0, np.arange(6), momentum)
    np.testing.assert_allclose(measured, expected, rtol=1e-9, atol=1e-12)
    assert law("sgd_autocorrelation")(0.95, 2.0) == pytest.approx(-0.9)


@pytest.mark.parametrize(("learning_rate", "curvature", "batch"), [(0.1, 2.0, 1), (0.5, 1.0, 4)])
def test_gradient_of_sgd_never_vanishes(learning_rate, curvature, batch):
    rng, theta = np.random.default_rng(0), np.zeros(20_000)
    for _ in range(150):
        theta -= learning_rate * (curvature * theta + 1.5 / math.sqrt(batch) * rng.normal(size=theta.size))
    measured = np.mean((curvature * theta) ** 2)
    expected = law("sgd_gradient_square")(learning_rate, curvature, 1.5, batch)
    assert measured == pytest.approx(expected, rel=5 * math.sqrt(2 / theta.size))


@pytest.mark.parametrize(("learning_rate", "examples"), [(0.05, 16), (0.5, 5), (1.5, 4)])
def test_variance_of_reshuffled_epochs(learning_rate, examples):
    rng = np.random.default_rng(1)
    offsets = rng.normal(size=examples)
    offsets -= offsets.mean()
    theta, epochs = np.zeros(6000), 1 + math.ceil(8 / (learning_rate * examples))
    for _ in range(epochs):
        order = rng.permuted(np.tile(offsets, (theta.size, 1)), axis=1)
        for noise in order.T:
            theta -= learning_rate * (theta + noise)
    expected = law("reshuffled_variance")(learning_rate, 1.0, offsets.std(), examples)
    assert theta.var() == pytest.approx(expected, rel=5 * math.sqrt(2 / theta.size))


def test_heating_without_friction():
    rng, runs = np.random.default_rng(2), 20_000
    theta, velocity = np.ones(runs), np.zeros(runs)
    for t in range(1, 201):
        velocity = velocity - 0.3 * (theta + 0.5 / math.sqrt(2) * rng.normal(size=runs))
        theta = theta + velocity
        if t in (20, 200):
            invariant = velocity**2 - 0.3 * velocity * theta + 0.3 * theta**2
            expected = 0.3 + law("undamped_heating")(t, 0.3, 0.5, 2)
            error = 4 * invariant.std() / math.sqrt(runs)
            assert invariant.mean() == pytest.approx(expected, abs=error)
    assert law("undamped_heating")(200, 0.3, 0.5) == pytest.approx(4.5)


def test_start_in_the_average():
    for time_constant in (1.0, 3.0, 50.0):
        average = 1.0
        for t in range(1, 30):
            average = (1 - 1 / time_constant) * average
            assert law("ema_start_bias")(t, time_constant) == pytest.approx(average, rel=1e-12)


# --- one noisy step ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("batch", [1, 2, 8])
def test_progress_of_a_noisy_step(batch):
    curvature, theta, sigma = np.array([5.0, 1.0, 0.2]), np.array([0.4, 1.0, 2.0]), np.array([1.0, 2.0, 0.5])
    gradient = curvature * theta

    def expected_loss(rate):
        moved = theta - rate * gradient
        return 0.5 * np.sum(curvature * (moved**2 + rate**2 * sigma**2 / batch))

    found = scipy.optimize.minimize_scalar(expected_loss, bounds=(0, 1), method="bounded")
    numbers = (gradient @ gradient, curvature @ gradient**2, curvature @ sigma**2)
    assert law("noisy_step_learning_rate")(*numbers, batch) == pytest.approx(found.x, rel=1e-4)
    progress = law("noisy_step_progress")(*numbers, batch)
    assert progress == pytest.approx(expected_loss(0) - found.fun, rel=1e-8)
    scale = law("gradient_noise_scale")(numbers[2], numbers[1])
    share = progress / law("noisy_step_progress")(*numbers[:2])
    assert law("batch_efficiency")(batch, scale) == pytest.approx(share, rel=1e-12)


@pytest.mark.parametrize(("dimension", "batch", "learning_rate"), [(10, 1, 1 / 12), (3, 4, 0.3)])
def test_error_of_linear_regression(dimension, batch, learning_rate):
    rng, runs = np.random.default_rng(5), 20_000
    error = np.zeros((runs, dimension))
    error[:, 0] = 1.0
    for t in range(1, 9):
        x = rng.normal(size=(runs, batch, dimension))
        seen = np.einsum("rbd,rd->rb", x, error)
        error = error - learning_rate / batch * np.einsum("rbd,rb->rd", x, seen)
        square = (error**2).sum(axis=1)
        expected = law("lms_error")(t, learning_rate, dimension, batch)
        assert square.mean() == pytest.approx(expected, abs=5 * square.std() / math.sqrt(runs))
    assert law("lms_error")(40, 1 / 12, 10) == pytest.approx(0.0307934, rel=1e-5)


@pytest.mark.parametrize(("dimension", "batch"), [(10, 1), (10, 44), (3, 7)])
def test_best_learning_rate_of_linear_regression(dimension, batch):
    found = scipy.optimize.minimize_scalar(
        lambda rate: law("lms_error")(1, rate, dimension, batch), bounds=(0, 1), method="bounded"
    )
    assert law("lms_optimal_learning_rate")(dimension, batch) == pytest.approx(found.x, rel=1e-4)
    progress = -math.log(found.fun) / batch
    assert law("lms_progress_per_example")(dimension, batch) == pytest.approx(progress, rel=1e-8)


# --- batches ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("examples", "batch"), [(6, 1), (6, 4), (6, 6), (1, 1)])
def test_variance_of_a_minibatch(examples, batch):
    values = np.random.default_rng(3).normal(size=examples)
    means = [np.mean(chosen) for chosen in combinations(values, batch)]
    sigma = values.std() or 1.0
    expected = law("minibatch_variance")(sigma, batch, examples)
    assert np.var(means) == pytest.approx(expected, rel=1e-9, abs=1e-15)
    assert law("minibatch_variance")(3.0, 4) == pytest.approx(2.25)


@pytest.mark.parametrize(("batch", "correlation"), [(32, 0.5), (5, 0.0), (7, 1.0)])
def test_worth_of_similar_examples(batch, correlation):
    covariance = np.full((batch, batch), correlation) + (1 - correlation) * np.eye(batch)
    variance = np.full(batch, 1 / batch) @ covariance @ np.full(batch, 1 / batch)
    assert law("effective_batch")(batch, correlation) == pytest.approx(1 / variance, rel=1e-12)


@pytest.mark.parametrize(("gradient", "sigma", "batch"), [(1.0, 3.0, 1), (-0.5, 2.0, 16)])
def test_right_sign(gradient, sigma, batch):
    seen = gradient + sigma / math.sqrt(batch) * np.random.default_rng(4).normal(size=100_000)
    share = np.mean(np.sign(seen) == np.sign(gradient))
    assert law("sgd_right_sign_probability")(gradient, sigma, batch) == pytest.approx(share, abs=0.007)


@pytest.mark.parametrize(("width", "examples"), [(0.001, 100), (0.1, 5)])
def test_differences_of_a_step_function(width, examples):
    thresholds = np.random.default_rng(5).random((20_000, examples))
    seen = (np.abs(thresholds - 0.5) < width).any(axis=1).mean()
    expected = law("zero_one_difference_probability")(width, examples)
    assert seen == pytest.approx(expected, abs=4 * math.sqrt(0.25 / 20_000))


def test_contamination_and_outliers():
    bad = np.random.default_rng(6).binomial(32 * 20, 1e-3, size=40_000) > 0
    assert law("nan_contamination_probability")(1e-3, 32, 20) == pytest.approx(bad.mean(), abs=0.01)
    assert law("nan_contamination_probability")(1e-4, 32, 100) == pytest.approx(0.273863, abs=1e-6)
    x = np.random.default_rng(7).normal(size=(32, 10))
    x[0] *= 1000 / np.linalg.norm(x[0])
    largest = np.linalg.eigvalsh(x.T @ x / 32)[-1]
    assert law("outlier_stability_threshold")(1000, 32) == pytest.approx(2 / largest, rel=1e-4)


# --- conditioning of data ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("dimension", "offset"), [(2, 3.0), (2, 10.0), (5, -0.7)])
def test_condition_of_data_off_the_origin(dimension, offset):
    moments = np.eye(dimension) + offset**2
    eigenvalues = np.linalg.eigvalsh(moments)
    expected = eigenvalues[-1] / eigenvalues[0]
    assert law("offset_kappa")(dimension, offset) == pytest.approx(expected, rel=1e-9)
    with_bias = np.full((dimension + 1, dimension + 1), offset)
    with_bias[:-1, :-1], with_bias[-1, -1] = moments, 1.0
    eigenvalues = np.linalg.eigvalsh(with_bias)
    expected = eigenvalues[-1] / eigenvalues[0]
    assert law("offset_bias_kappa")(dimension, offset) == pytest.approx(expected, rel=1e-7)


@pytest.mark.parametrize("aspect", [0.05, 0.5])
def test_condition_of_normalised_data(aspect):
    x = np.random.default_rng(8).normal(size=(round(400 / aspect), 400))
    eigenvalues = np.linalg.eigvalsh(x.T @ x)
    measured = eigenvalues[-1] / eigenvalues[0]
    assert law("marchenko_pastur_kappa")(aspect) == pytest.approx(measured, rel=0.12)
    assert law("marchenko_pastur_kappa")(0.05) == pytest.approx(2.48382, abs=1e-5)


@pytest.mark.parametrize(("batch", "dimension"), [(20, 5), (12, 2)])
def test_inverse_of_a_minibatch_hessian(batch, dimension):
    x = np.random.default_rng(9).normal(size=(20_000, batch, dimension))
    inverse = np.linalg.inv(np.einsum("rbi,rbj->rij", x, x) / batch)
    measured = np.einsum("rii->", inverse) / (len(x) * dimension)
    assert law("newton_minibatch_bias")(batch, dimension) == pytest.approx(measured, rel=0.02)
