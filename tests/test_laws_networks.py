"""Laws of random networks against random networks in plain NumPy, layer by layer."""

from __future__ import annotations

import math
from itertools import permutations, product

import numpy as np
import pytest
from scipy.special import expit

from simlab import registry


def law(name):
    return getattr(registry.load("laws", name), name)


def gradient_growth(activation, slope, weight_scale, bias_scale, width=500, layers=12, nets=3):
    """Squared gradient's growth per layer, over the deeper two thirds of wide random networks."""
    rng, growth = np.random.default_rng(0), []
    for _ in range(nets):
        weights = weight_scale / math.sqrt(width) * rng.normal(size=(layers, width, width))
        x, slopes = rng.normal(size=width), []
        for weight in weights:
            z = weight @ x + bias_scale * rng.normal(size=width)
            x = activation(z)
            slopes.append(slope(z))
        gradient, norms = rng.normal(size=width), []
        for weight, local in zip(weights[::-1], slopes[::-1], strict=True):
            gradient = weight.T @ (gradient * local)
            norms.append(gradient @ gradient)
        deep = 2 * layers // 3
        growth.append(math.log(norms[deep] / norms[0]) / deep)
    return math.exp(np.mean(growth))


@pytest.mark.parametrize(("weight_scale", "bias_scale"), [(1.5, 0.0), (2.5, 0.3), (0.8, 0.0)])
def test_gradients_of_tanh_networks(weight_scale, bias_scale):
    measured = gradient_growth(np.tanh, lambda z: 1 - np.tanh(z) ** 2, weight_scale, bias_scale)
    expected = law("tanh_chi1")(weight_scale, bias_scale)
    assert measured == pytest.approx(expected, rel=0.06)


@pytest.mark.parametrize("weight_scale", [1.0, 4.0])
def test_gradients_of_sigmoid_networks(weight_scale):
    measured = gradient_growth(expit, lambda z: expit(z) * (1 - expit(z)), weight_scale, 0.0)
    assert measured == pytest.approx(law("sigmoid_chi1")(weight_scale), rel=0.06)
    assert law("sigmoid_chi1")(weight_scale) < weight_scale**2 / 16


def test_mean_field_of_the_ledger():
    assert law("tanh_chi1")(1.5) == pytest.approx(1.13932, abs=1e-5)
    np.testing.assert_allclose(law("sigmoid_chi1")(np.array([1, 4])), [0.0557207, 0.398879], rtol=1e-5)
    assert law("tanh_chi1")(0.9) == pytest.approx(0.81)


def test_scale_of_relu_networks():
    rng, square = np.random.default_rng(1), np.ones(20_000)
    for _ in range(5):  # a layer of 200 units keeps half of its Gaussian sums
        active = rng.binomial(200, 0.5, size=square.size)
        square = square * 1.3**2 / 200 * rng.chisquare(active)
    assert square.mean() == pytest.approx(law("relu_chi1")(1.3) ** 5, rel=0.02)
    assert law("relu_chi1")(math.sqrt(2)) == pytest.approx(1)


@pytest.mark.parametrize(("excess", "relu"), [(2.0, False), (5.0, True)])
def test_spread_of_deep_networks(excess, relu):
    rng, logarithm = np.random.default_rng(2), np.zeros(20_000)
    for _ in range(30):
        units = rng.binomial(200, 0.5, size=logarithm.size) if relu else 200
        logarithm += np.log(rng.chisquare(units, size=logarithm.size) * (2 if relu else 1) / 200)
    expected = law("network_log_variance")(200, 30, excess)
    assert logarithm.var() == pytest.approx(expected, rel=0.06)
    assert logarithm.mean() == pytest.approx(-expected / 2, rel=0.06)


@pytest.mark.parametrize("deviation", [-0.05, 0.05])
def test_linear_networks_of_wrong_scale(deviation):
    rng, square = np.random.default_rng(3), np.ones(20_000)
    for _ in range(20):
        square = square * (1 + deviation) ** 2 * rng.chisquare(100, size=square.size) / 100
    expected = law("linear_network_gradient_growth")(deviation, 20)
    assert square.mean() == pytest.approx(expected, abs=4 * square.std() / math.sqrt(square.size))


def test_residual_and_xavier_layers():
    rng = np.random.default_rng(4)
    square = []
    for _ in range(300):
        x = np.full(64, 0.125)
        for _ in range(8):
            x = x + math.sqrt(0.3 / 64) * rng.normal(size=(64, 64)) @ x
        square.append(x @ x)
    error = 4 * np.std(square) / math.sqrt(len(square))
    assert law("residual_gradient_growth")(0.3, 8) == pytest.approx(np.mean(square), abs=error)
    weights = math.sqrt(2 / 500) * rng.normal(size=(400, 100))
    forward = np.mean((weights @ rng.normal(size=(100, 2000))) ** 2)
    assert law("xavier_forward_gain")(100, 400) == pytest.approx(forward, rel=0.03)
    backward = np.mean((weights.T @ rng.normal(size=(400, 2000))) ** 2)
    assert law("xavier_forward_gain")(400, 100) == pytest.approx(backward, rel=0.03)


def test_tanh_at_its_critical_scale():
    z = np.linspace(-10, 10, 4001)
    weight = np.exp(-z * z / 2)
    weight /= weight.sum()
    q = 1.0
    for layer in range(1, 301):
        q = np.sum(weight * np.tanh(math.sqrt(q) * z) ** 2)
        if layer in (100, 300):
            assert law("tanh_critical_variance")(layer) == pytest.approx(q, rel=0.06)


# --- dead and saturated units -----------------------------------------------------------------------------


@pytest.mark.parametrize("scale", [0.5, 1.0, 3.0])
def test_saturated_and_inactive_units(scale):
    z = scale * np.random.default_rng(5).normal(size=200_000)
    share = np.mean(np.abs(np.tanh(z)) > 0.95)
    assert law("saturated_fraction")(0.95, scale) == pytest.approx(share, abs=0.005)
    inactive = np.mean(z + 0.1 <= 0)
    assert law("relu_inactive_probability")(0.1, scale) == pytest.approx(inactive, abs=0.005)


@pytest.mark.parametrize(
    ("learning_rate", "square", "target"), [(0.2, 1.0, -1.0), (0.1, 3.0, -0.5), (0.6, 1.0, -1)]
)
def test_relu_units_that_die(learning_rate, square, target):
    rng = np.random.default_rng(6)
    x = math.sqrt(square)
    z = np.abs(1.5 * rng.normal(size=50_000))  # of active units
    bias = rng.normal(size=z.size)
    weight = (z - bias) / x
    error = z - target
    moved = (weight - learning_rate * error * x) * x + bias - learning_rate * error
    expected = law("dying_relu_probability")(learning_rate, square, 1.5, target)
    assert np.mean(moved < 0) == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize(("width", "depth"), [(3, 10), (2, 3)])
def test_relu_networks_born_dead(width, depth):
    rng = np.random.default_rng(7)
    x = rng.normal(size=(4000, width))
    for _ in range(depth):
        x = np.maximum(np.einsum("rij,rj->ri", rng.normal(size=(len(x), width, width)), x), 0)
    dead = np.mean(~x.any(axis=1))
    assert law("born_dead_relu_probability")(width, depth) == pytest.approx(dead, abs=0.035)


# --- normalisation and symmetry ---------------------------------------------------------------------------


@pytest.mark.parametrize(("spread", "epsilon"), [(0.0, 1e-5), (0.5, 1e-2)])
def test_gain_of_batch_normalisation(spread, epsilon):
    x = spread * np.random.default_rng(8).normal(size=64)
    epsilon_gain = law("batch_norm_gain")(x.var(), epsilon)

    def normalised(x):
        return (x - x.mean()) / np.sqrt(x.var() + epsilon)

    # A direction that leaves mean and variance alone is multiplied by the gain.
    direction = np.random.default_rng(9).normal(size=64)
    for fixed in (np.ones(64), x - x.mean()):
        if fixed.any():
            direction = direction - direction @ fixed / (fixed @ fixed) * fixed
    change = (normalised(x + 1e-7 * direction) - normalised(x - 1e-7 * direction)) / 2e-7
    assert np.linalg.norm(change) / np.linalg.norm(direction) == pytest.approx(epsilon_gain, rel=1e-6)


def test_gradients_of_batch_normalised_networks():
    rng, width, batch, layers = np.random.default_rng(10), 300, 200, 10
    x, passed = rng.normal(size=(width, batch)), []
    for _ in range(layers):
        weight = rng.normal(size=(width, width)) / math.sqrt(width)
        z = weight @ x
        z, scale = z - z.mean(axis=1, keepdims=True), z.std(axis=1, keepdims=True)
        h = z / scale
        passed.append((weight, scale, h))
        x = np.maximum(h, 0)
    gradient, norms = rng.normal(size=x.shape), []
    for weight, scale, h in passed[::-1]:
        norms.append(np.sum(gradient**2))
        local = gradient * (h > 0)
        mean, along = local.mean(axis=1, keepdims=True), (local * h).mean(axis=1, keepdims=True)
        gradient = weight.T @ ((local - mean - h * along) / scale)
    growth = (norms[-1] / norms[2]) ** (1 / (layers - 3))
    assert law("batch_norm_gradient_growth")(1) == pytest.approx(growth, rel=0.06)
    assert law("batch_norm_gradient_growth")(3) == pytest.approx(law("batch_norm_gradient_growth")(1) ** 3)


@pytest.mark.parametrize("hidden", [0, 1, 3])
def test_symmetries_of_a_network(hidden):
    rows = np.random.default_rng(11).normal(size=(hidden, 2))
    seen = {
        tuple(sign * rows[unit, j] for unit, sign in zip(order, signs, strict=True) for j in range(2))
        for order in permutations(range(hidden))
        for signs in product((-1, 1), repeat=hidden)
    }
    assert law("network_symmetries")(hidden) == len(seen)


@pytest.mark.parametrize("learning_rate", [0.05, 0.2])
def test_growth_of_a_broken_symmetry(learning_rate):
    rng = np.random.default_rng(12)
    x = rng.normal(size=2000)
    y = np.sign(x) + 0.1 * rng.normal(size=x.size)
    moment = abs(np.mean(x * y))
    inner, outer, gaps = np.array([1e-6, -2e-6]), np.array([2e-6, 1e-6]), []
    for _ in range(120):
        hidden = np.tanh(inner[:, None] * x)
        error = outer @ hidden - y
        slope = outer[:, None] * error * (1 - hidden**2) * x
        outer, inner = (
            outer - learning_rate * (hidden @ error) / x.size,
            inner - learning_rate * slope.mean(axis=1),
        )
        gaps.append(abs((inner - outer) @ [1, -1]) + abs((inner + outer) @ [1, -1]))
    growing = [k for k, gap in enumerate(gaps) if 3e-5 < gap < 3e-3]
    rate = np.polyfit(growing, np.log(np.array(gaps)[growing]), 1)[0]
    assert law("symmetry_breaking_rate")(learning_rate, moment) == pytest.approx(rate, rel=0.02)


@pytest.mark.parametrize(("batch", "inputs", "width", "depth", "outputs"), [(1, 2, 3, 1, 1), (5, 7, 4, 3, 2)])
def test_products_of_a_pass_counted_one_by_one(batch, inputs, width, depth, outputs):
    units, counted = [inputs, *[width] * depth, outputs], 0
    for layer in range(depth + 1):
        for _ in range(batch):
            for _ in range(units[layer] * units[layer + 1]):
                counted += 2  # forward
                counted += 2  # the slope of the weight
                counted += 2 if layer else 0  # the slope of what comes in
    assert law("dense_pass_products")(batch, inputs, width, depth, outputs) == counted
