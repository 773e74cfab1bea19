"""Surfaces that are sums of squares: f = 1/2 |r|^2 and grad f = J^T r, for every one that has residuals."""

from __future__ import annotations

import numpy as np
import pytest
from reference_run import call, evaluate, hessian, lane, sample, twin

from simlab import registry

LANES = 7
SURFACES = [
    name
    for name in registry.names("surfaces")
    if hasattr(registry.load("surfaces", name), "residuals_and_jacobian")
]
SHAPES = [
    (name, dimension)
    for name in SURFACES
    for dimension in ((2,) if registry.load("surfaces", name).DIMENSION else (2, 3, 6))
]


def case(name, dimension, seed=0, dtype=float):
    surface, rng = registry.load("surfaces", name), np.random.default_rng(seed)
    box = np.broadcast_to(np.asarray(surface.DOMAIN, float), (dimension, 2))
    x = rng.uniform(box[:, :1], box[:, 1:], (dimension, LANES)).astype(dtype)
    parameters = sample(surface.PARAMETERS, dimension, LANES, rng)
    return surface, {key: values.astype(dtype) for key, values in parameters.items()}, x


def residuals(surface, x, parameters):
    """Residuals [count, lanes] and Jacobian [count, d, lanes]."""
    d, lanes = x.shape
    count = surface.residual_count(d)
    r, jacobian = (np.full((rows, lanes), np.nan, x.dtype) for rows in (count, count * d))
    call(surface.residuals_and_jacobian, {"x": x, "residuals": r, "jacobian": jacobian, **parameters})
    return r, jacobian.reshape(count, d, lanes)


def test_there_are_such_surfaces():
    assert {"beale", "booth", "himmelblau", "rosenbrock"} <= set(SURFACES)


@pytest.mark.parametrize(("name", "dimension"), SHAPES)
def test_half_the_squares_are_the_loss_and_its_gradient(name, dimension):
    surface, parameters, x = case(name, dimension)
    loss, gradient = evaluate(surface, x, parameters)
    r, jacobian = residuals(surface, x, parameters)
    np.testing.assert_allclose(0.5 * (r * r).sum(axis=0), loss, rtol=1e-13)
    scale = np.abs(jacobian).max() * np.abs(r).max()
    np.testing.assert_allclose((jacobian * r[:, None]).sum(axis=0), gradient, rtol=1e-12, atol=1e-14 * scale)


@pytest.mark.parametrize(("name", "dimension"), SHAPES)
def test_the_jacobian_agrees_with_differences_of_the_residuals(name, dimension):
    surface, parameters, x = case(name, dimension, seed=1)
    _, jacobian = residuals(surface, x, parameters)
    for i in range(dimension):
        shift = np.zeros_like(x)
        shift[i] = 1e-5
        ahead, behind = (residuals(surface, x + sign * shift, parameters)[0] for sign in (1, -1))
        scale = 1 + np.abs(jacobian).max()
        np.testing.assert_allclose((ahead - behind) / 2e-5, jacobian[:, i], atol=1e-8 * scale)


@pytest.mark.parametrize(("name", "dimension"), SHAPES)
def test_residuals_stay_single_and_in_their_lane(name, dimension):
    surface, parameters, x = case(name, dimension, dtype=np.float32)
    r, jacobian = residuals(surface, x, parameters)
    assert r.dtype == jacobian.dtype == np.float32
    x[:, ::2] = np.nan
    alone, jacobian_alone = residuals(surface, x, parameters)
    assert np.array_equal(alone[:, 1::2], r[:, 1::2])
    assert np.array_equal(jacobian_alone[..., 1::2], jacobian[..., 1::2])


@pytest.mark.parametrize("dimension", [2, 3, 6, 10])
def test_rosenbrock_of_any_dimension_agrees_with_its_twin(dimension):
    surface, parameters, x = case("rosenbrock", dimension, seed=2)
    naive = twin("surfaces", "rosenbrock")
    loss, gradient = evaluate(surface, x, parameters)
    second = hessian(surface, x, parameters)
    r, _ = residuals(surface, x, parameters)
    for i in range(LANES):
        own, at = lane(parameters, i), x[:, i]
        assert loss[i] == pytest.approx(naive.value(at, **own), rel=1e-13)
        np.testing.assert_allclose(gradient[:, i], naive.gradient(at, **own), rtol=1e-12, atol=1e-11)
        np.testing.assert_allclose(second[..., i], naive.hessian(at, **own), rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(r[:, i], naive.residuals(at, **own), rtol=1e-12, atol=1e-13)


def test_rosenbrock_states_a_minimum_only_where_it_is_known():
    optima = registry.load("surfaces", "rosenbrock").optima
    assert optima(2, a=3.0, b=1.0) == [[3.0, 9.0]]
    assert optima(4, a=1.0, b=7.0) == [[1.0] * 4]
    assert optima(4, a=0.0, b=7.0) == [[0.0] * 4]
    assert optima(4, a=0.9, b=7.0) == []


def test_rosenbrock_in_the_plane_keeps_its_arithmetic():
    """The operations of the plain two-dimensional form, to the bit: committed results depend on them."""
    surface, parameters, x = case("rosenbrock", 2, seed=3, dtype=np.float32)
    a, b = parameters["a"], parameters["b"]
    two = np.float32(2)

    def fma(u, v, w):
        wide = u.astype(float) * v.astype(float) + w.astype(float)  # exact product, then one rounding or two
        return wide.astype(np.float32)

    across, along = fma(-x[0], x[0], x[1]), a - x[0]
    slope = (two * b) * across
    loss, gradient = evaluate(surface, x, parameters)
    assert np.array_equal(gradient[1], slope)
    assert np.array_equal(gradient[0], -two * fma(x[0], slope, along))
    assert np.array_equal(loss, fma(b * across, across, along * along))


@pytest.mark.parametrize("dimension", [1, 2, 5, 8, 20])
def test_random_quadratic_agrees_with_its_twin_and_has_its_spectrum(dimension):
    surface, naive = registry.load("surfaces", "random_quadratic"), twin("surfaces", "random_quadratic")
    parameters = {"condition": np.array([100.0, 1.0]), "seed": np.array([0.0, 4294967295.0])}
    parameters["curvatures"] = np.stack([np.ones(dimension), 1 + np.arange(dimension)], axis=1)
    x = np.random.default_rng(4).normal(size=(dimension, 2))
    loss, gradient = evaluate(surface, x, parameters)
    second = hessian(surface, x, parameters)
    for i in range(2):
        own, at = lane(parameters, i), x[:, i]
        assert loss[i] == pytest.approx(naive.value(at, **own), rel=1e-12)
        np.testing.assert_allclose(gradient[:, i], naive.gradient(at, **own), rtol=1e-11, atol=1e-12)
        np.testing.assert_allclose(second[..., i], naive.hessian(at, **own), rtol=1e-11, atol=1e-12)
    expected = [np.geomspace(0.01, 1.0, dimension) if dimension > 1 else [1.0], 1.0 + np.arange(dimension)]
    for i in range(2):
        np.testing.assert_allclose(np.linalg.eigvalsh(second[..., i]), expected[i], rtol=1e-11)


def test_axes_of_a_random_quadratic_are_spread_over_all_coordinates():
    """In 2^n dimensions every entry of Q has mean 0 and mean square 1 / d."""
    axes = twin("surfaces", "random_quadratic").axes
    drawn = np.array([axes(8, seed) for seed in range(2000)])
    assert np.abs(drawn.mean(axis=0)).max() < 5 / np.sqrt(8 * 2000)
    assert (drawn**2).mean(axis=0) * 8 == pytest.approx(np.ones((8, 8)), abs=0.2)
