"""Every optimizer of the registry: equal to its twin on every surface, in every form; what holds for all."""

from __future__ import annotations

from inspect import signature

import numpy as np
import pytest
from reference_run import dimension_of, hessian, iterate, lane, run, sample, twin, variants

from simlab import registry

LANES, STEPS = 5, 100
RESTLESS = [("yogi", {"form": "optax"})]  # its mean gradient begins as 1e-6


def case(surface_name, optimizer_name, seed=0):
    """Random parameters, starts near a stationary point, a learning rate below every limit of stability.

    As many steps as the surface's dynamics keep rounding errors small: ``PREDICTABLE_STEPS``, else all.
    """
    surface = registry.load("surfaces", surface_name)
    optimizer = registry.load("optimizers", optimizer_name)
    rng = np.random.default_rng(seed)
    d = dimension_of(surface)
    parameters = sample(surface.PARAMETERS, d, LANES, rng)
    centers = [_center(surface, d, lane(parameters, i)) for i in range(LANES)]
    theta = np.array(centers, float).T + rng.uniform(-0.2, 0.2, (d, LANES))
    sharpness = np.abs(hessian(surface, theta, parameters)).sum(axis=0).max()
    hyperparameters = sample(optimizer.HYPERPARAMETERS, d, LANES, rng)
    default = optimizer.HYPERPARAMETERS["learning_rate"].default
    largest = 0.1 / (sharpness or 1.0) if default is None else default
    rates = largest * rng.uniform(0.5, 1.0, LANES) * np.linspace(1.0, 0.5, STEPS)[:, None]
    rates = rates[: getattr(surface, "PREDICTABLE_STEPS", STEPS)]
    return surface, parameters, optimizer, hyperparameters, theta, rates


def _center(surface, dimension, own):
    """The center, else the first minimum, else the usual start: a pure slope has neither."""
    if hasattr(surface, "center"):
        return surface.center(dimension, **own)
    return (surface.optima(dimension, **own) or [np.broadcast_to(surface.START, dimension)])[0]


@pytest.mark.parametrize("surface_name", registry.names("surfaces"))
@pytest.mark.parametrize(("name", "options"), variants("optimizers"))
def test_optimizer_agrees_with_its_twin(name, options, surface_name):
    """A hundred steps, if predictable, of falling rate: each coordinate to 1e-12 of the size of the start."""
    surface, parameters, optimizer, hyperparameters, theta, rates = case(surface_name, name)
    points = run(surface, parameters, optimizer, hyperparameters, theta, rates, options)
    naive, problem = twin("optimizers", name), twin("surfaces", surface_name)
    for i in range(LANES):
        own = lane(parameters, i)
        wanted = signature(naive.trajectory).parameters
        extra = {key: v for key, v in lane(hyperparameters, i).items() if key in wanted} | options
        if "hessian" in wanted:
            extra["hessian"] = lambda x, own=own: problem.hessian(x, **own)
        expected = naive.trajectory(
            lambda x, own=own: problem.gradient(x, **own), theta[:, i], rates[:, i], **extra
        )
        size = np.abs(theta[:, i]).max()
        np.testing.assert_allclose(points[:, :, i], np.array(expected), rtol=1e-12, atol=1e-12 * size)


@pytest.mark.parametrize(("name", "options"), variants("optimizers"))
def test_a_stationary_point_is_left_alone(name, options):
    surface, parameters, optimizer, hyperparameters, _, rates = case("quadratic", name)
    origin = np.zeros((3, LANES))
    points = run(surface, parameters, optimizer, hyperparameters, origin, rates, options)
    if (name, options) not in RESTLESS:
        assert np.array_equal(points, np.zeros_like(points))


@pytest.mark.parametrize(("name", "options"), variants("optimizers"))
def test_no_learning_rate_no_movement(name, options):
    surface, parameters, optimizer, hyperparameters, theta, rates = case("rosenbrock", name)
    points = run(surface, parameters, optimizer, hyperparameters, theta, 0.0 * rates, options)
    assert np.array_equal(points[-1], theta)


@pytest.mark.parametrize(("name", "options"), variants("optimizers"))
def test_lanes_fail_alone(name, options):
    """A lane that starts at infinity ends there or at NaN; the others do not notice."""
    surface, parameters, optimizer, hyperparameters, theta, rates = case("rosenbrock", name)
    expected = run(surface, parameters, optimizer, hyperparameters, theta, rates, options)
    theta[:, 2] = np.inf
    points = run(surface, parameters, optimizer, hyperparameters, theta, rates, options)
    assert not np.isfinite(points[-1, :, 2]).any()
    others = [0, 1, 3, 4]
    assert np.array_equal(points[..., others], expected[..., others])


@pytest.mark.parametrize(("name", "options"), variants("optimizers"))
def test_single_precision_stays_single(name, options):
    """No literal widens anything: every number written is float32, and near the float64 run."""
    _, _, optimizer, hyperparameters, theta, rates = case("rosenbrock", name)

    def functions(x):
        return x * np.float32(2.0), np.stack([np.eye(2, dtype=x.dtype) * np.float32(2.0)] * LANES, axis=-1)

    single = {key: values.astype(np.float32) for key, values in hyperparameters.items()}
    narrow = iterate(
        functions, optimizer, single, theta.astype(np.float32), rates.astype(np.float32), options
    )
    wide = iterate(functions, optimizer, hyperparameters, theta, rates, options)
    assert narrow.dtype == np.float32
    np.testing.assert_allclose(narrow, wide, rtol=2e-3, atol=1e-4)


@pytest.mark.parametrize(("name", "options"), variants("optimizers"))
def test_select_and_state_fit_each_other(name, options):
    """Every form asks for a part of the declared state, and together they use all of it."""
    optimizer = registry.load("optimizers", name)
    step = optimizer.select(**options) if options else optimizer.step
    asked = set(signature(step).parameters)
    assert {"theta", "gradient", "learning_rate"} <= asked
    assert all(state.kind in ("vector", "scalar") for state in optimizer.STATE.values())
