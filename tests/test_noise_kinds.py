"""Distributions of the kinds of noise, against SciPy and against the definitions they stand for."""

from __future__ import annotations

import numpy as np
import pytest
from reference_run import call, derived, twin
from scipy import stats

from simlab import registry
from simlab.noise import correlated, heavy_tailed, multiplicative, sampled_inputs

MANY = 100_000


def rng(seed):
    return np.random.default_rng(seed)


def student(degrees, dtype=np.float64, seed=1, many=MANY):
    """Noise of scale 1 in one dimension."""
    gradient = np.zeros((1, many), dtype)
    uniforms = rng(seed).uniform(size=(2, many)).astype(dtype)
    heavy_tailed.perturb(gradient, uniforms, np.ones((1, many), dtype), np.full(many, degrees, dtype))
    return gradient[0]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("degrees", [1.0, 1.5, 2.0, 3.0, 5.0, 30.0, 1e4, 1e7])
def test_heavy_tailed_noise_is_students(degrees, dtype):
    found = student(degrees, dtype)
    assert found.dtype == dtype
    assert stats.kstest(found, stats.t(degrees).cdf).pvalue > 1e-4
    far = stats.t(degrees).isf(5e-4)
    assert np.mean(np.abs(found) > far) == pytest.approx(1e-3, abs=5 * np.sqrt(1e-3 / MANY))


@pytest.mark.parametrize("degrees", [5.0, 30.0])
def test_above_two_degrees_there_is_a_variance(degrees):
    found = student(degrees, seed=2)
    assert found.var() == pytest.approx(degrees / (degrees - 2), rel=0.1)


def test_averages_of_cauchy_noise_are_cauchy_noise_again():
    means = student(1.0, seed=3, many=200_000).reshape(-1, 100).mean(axis=1)
    assert stats.kstest(means, stats.cauchy.cdf).pvalue > 1e-4


def test_coordinates_err_independently_and_by_their_own_scales():
    gradient = np.zeros((2, MANY))
    sigma = np.repeat([[1.0], [3.0]], MANY, axis=1)
    heavy_tailed.perturb(gradient, rng(4).uniform(size=(4, MANY)), sigma, np.full(MANY, 8.0))
    assert abs(np.corrcoef(np.abs(gradient))[0, 1]) < 5 / np.sqrt(MANY)
    assert stats.kstest(gradient[1] / 3, stats.t(8).cdf).pvalue > 1e-4


def test_the_largest_heavy_tailed_number_is_the_one_that_the_text_names():
    for dtype, bits in ((np.float32, 33), (np.float64, 53)):
        gradient, ones = np.zeros((1, 1), dtype), np.ones(1, dtype)
        uniforms = np.array([[2.0**-bits], [0.0]], dtype)
        heavy_tailed.perturb(gradient, uniforms, ones[None], 2 * ones)
        assert gradient[0, 0] == pytest.approx(np.sqrt(2.0) * 2 ** (bits / 2), rel=1e-5)


# -- covariance --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "covariance",
    [
        [[2.0]],
        [[4.0, -1.9], [-1.9, 1.0]],
        [[1.0, 1.0, 1.0], [1.0, 1.0, 1.0], [1.0, 1.0, 1.0]],
        [[0.0, 0.0, 0.0], [0.0, 2.0, 1.0], [0.0, 1.0, 2.0]],
        [[0.0, 0.0], [0.0, 0.0]],
        [[1e-12, 0.0], [0.0, 1.0]],
    ],
)
def test_the_factor_gives_the_covariance_back_singular_or_not(covariance):
    d = len(covariance)
    factor = np.reshape(correlated.derive(d, covariance, scale=1.0, batch=1.0)["factor"], (d, d))
    np.testing.assert_allclose(factor @ factor.T, covariance, atol=1e-11)
    assert np.array_equal(factor, np.tril(factor))


def test_the_factor_is_cholesky_of_random_matrices():
    for seed in range(20):
        root = rng(seed).normal(size=(5, 5))
        wanted = root @ root.T
        factor = np.reshape(correlated.derive(5, wanted.tolist())["factor"], (5, 5))
        np.testing.assert_allclose(factor, np.linalg.cholesky(wanted), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("low", [-0.3, -1e-6])
def test_a_negative_eigenvalue_is_found_wherever_it_is(low):
    axes, _ = np.linalg.qr(rng(5).normal(size=(4, 4)))
    for place in range(4):
        values = np.array([1.0, 2.0, 0.5, 1.5])
        values[place] = low
        matrix = axes @ np.diag(values) @ axes.T
        with pytest.raises(ValueError, match="no negative eigenvalue"):
            correlated.derive(4, ((matrix + matrix.T) / 2).tolist())


def test_correlated_noise_with_a_diagonal_is_gaussian_noise():
    normals, gradient = rng(6).normal(size=(2, 50)), rng(7).normal(size=(2, 50))
    one, other = gradient.copy(), gradient.copy()
    covariance = np.repeat(np.diag([4.0, 0.25])[..., None], 50, axis=2)
    numbers = {"covariance": covariance, "scale": np.full(50, 1.0), "batch": np.full(50, 4.0)}
    call(correlated.perturb, {"gradient": one, "normals": normals, **derived(correlated, 2, numbers)})
    sigma = np.repeat([[2.0], [0.5]], 50, axis=1)
    registry.load("noise", "gaussian").perturb(other, normals, sigma, np.full(50, 4.0))
    np.testing.assert_allclose(one, other, rtol=1e-13)


# -- multiplicative ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("sigma", [0.0, 0.3, 2.0])
def test_multiplicative_noise_keeps_the_mean_and_scales_with_the_gradient(sigma):
    gradient = np.repeat([[3.0], [0.0], [-0.01]], MANY, axis=1)
    noisy = gradient.copy()
    multiplicative.perturb(noisy, rng(8).normal(size=(3, MANY)), np.full((3, MANY), sigma))
    assert not noisy[1].any()
    for row, mean in ((0, 3.0), (2, -0.01)):
        std = abs(mean) * sigma
        assert noisy[row].mean() == pytest.approx(mean, abs=5 * std / np.sqrt(MANY) + 1e-15)
        assert noisy[row].std() == pytest.approx(std, rel=5 / np.sqrt(2 * MANY), abs=1e-15)


# -- sampled inputs ----------------------------------------------------------------------------------------

G = np.array([0.6, -1.2, 0.3])


def resampled(batch, g=G, many=MANY, seed=9):
    """[d, many]"""
    noisy = np.repeat(np.array(g, float)[:, None], many, axis=1)
    normals = rng(seed).normal(size=(sampled_inputs.draw_count(len(g)), many))
    sampled_inputs.perturb(noisy, normals, np.full(many, float(batch)))
    return noisy


@pytest.mark.parametrize("batch", [1, 2, 7, 64])
def test_sampled_inputs_have_the_mean_and_covariance_of_their_text(batch):
    found = resampled(batch)
    covariance = (G @ G * np.eye(3) + np.outer(G, G)) / batch
    np.testing.assert_allclose(found.mean(axis=1), G, atol=5 * np.sqrt(covariance.max() / MANY))
    scale = G @ G / batch
    np.testing.assert_allclose(np.cov(found), covariance, atol=0.06 * scale)


@pytest.mark.parametrize("batch", [1, 3, 20])
def test_sampled_inputs_are_distributed_as_the_batch_itself(batch):
    """Along the gradient, across it and in length, against inputs that are really drawn."""
    inputs = rng(10).normal(size=(20_000, batch, 3))
    drawn = np.einsum("nbi,nb->in", inputs, inputs @ G) / batch
    found = resampled(batch, many=20_000)
    for direction in (G / np.linalg.norm(G), np.array([0.0, 0.0, 1.0])):
        assert stats.ks_2samp(direction @ drawn, direction @ found).pvalue > 1e-4
    lengths = (np.linalg.norm(sample, axis=0) for sample in (drawn, found))
    assert stats.ks_2samp(*lengths).pvalue > 1e-4


@pytest.mark.parametrize("batch", [2, 5, 64])
def test_sampled_inputs_agree_with_their_twin_at_larger_batches(batch):
    normals = rng(11).normal(size=(3 + 64, 5))
    noisy = np.repeat(G[:, None], 5, axis=1)
    sampled_inputs.perturb(noisy, normals, np.full(5, float(batch)))
    for index in range(5):
        expected = twin("noise", "sampled_inputs").perturbed(G, normals[:, index], batch)
        np.testing.assert_allclose(noisy[:, index], expected, rtol=1e-12)


def test_at_the_optimum_sampled_inputs_are_silent_and_in_one_dimension_they_are_a_chi_square():
    assert not resampled(4, g=[0.0, 0.0], many=10).any()
    assert stats.kstest(resampled(5, g=[-2.0])[0] * 5 / -2.0, stats.chi2(5).cdf).pvalue > 1e-4
