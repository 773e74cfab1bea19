"""Every optimizer of the registry: equal to its twin on every surface, in every form; what holds for all."""

from __future__ import annotations

from inspect import signature

import numpy as np
import pytest
from reference_run import (
    asks,
    dimension_of,
    hessian,
    iterate,
    lane,
    residuals,
    run,
    sample,
    step_of,
    twin,
    variants,
)

from simlab import registry

LANES, STEPS = 5, 100
SEARCHING_STEPS = 12  # each of them has several evaluations
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
    most = SEARCHING_STEPS if "curvature" in optimizer.HYPERPARAMETERS else STEPS
    rates = rates[: getattr(surface, "PREDICTABLE_STEPS", most)]
    return surface, parameters, optimizer, hyperparameters, theta, rates


def _center(surface, dimension, own):
    """The center, else the first minimum, else the usual start: a pure slope has neither."""
    if hasattr(surface, "center"):
        return surface.center(dimension, **own)
    return (surface.optima(dimension, **own) or [np.broadcast_to(surface.START, dimension)])[0]


def pairs() -> list[tuple[str, dict[str, str], str]]:
    """Every optimizer in every form with every surface that has what it asks for."""
    return [
        (name, options, surface)
        for name, options in variants("optimizers")
        for surface in registry.names("surfaces")
        if not asks(registry.load("optimizers", name), options, "jacobian")
        or hasattr(registry.load("surfaces", surface), "residuals_and_jacobian")
    ]


def naive_points(name, options, surface_name, i, start, rates, parameters, hyperparameters):
    """Iterates of lane ``i`` by the twin of the optimizer on the twin of the surface."""
    naive, problem = twin("optimizers", name), twin("surfaces", surface_name)
    surface, own = registry.load("surfaces", surface_name), lane(parameters, i)
    squares = {key: values[..., i : i + 1] for key, values in parameters.items()}
    known = {**lane(hyperparameters, i), **options}
    known["loss"] = lambda x: problem.value(x, **own)
    known["hessian"] = lambda x: problem.hessian(x, **own)
    known["residuals"] = lambda x: residuals(surface, x[:, None], squares)[0][..., 0]
    known["jacobian"] = lambda x: residuals(surface, x[:, None], squares)[1][..., 0]
    extra = {key: known[key] for key in signature(naive.trajectory).parameters if key in known}
    with np.errstate(**{"all": "ignore"} if "loss" in extra else {}):  # a search may try a step far too long
        return np.array(naive.trajectory(lambda x: problem.gradient(x, **own), start, rates, **extra))


def predictable(points, gradient) -> int:
    """Steps that a search takes while the loss falls by far more than its rounding error, near its start."""
    sizes = np.array([np.linalg.norm(gradient(x)) for x in points])
    away = np.abs(points - points[0]).max(axis=1)
    lost = ~(sizes >= 1e-4 * sizes[0]) | ~(away < 1e3)
    return int(np.argmax(lost)) if lost.any() else len(points)


@pytest.mark.parametrize(("name", "options", "surface_name"), pairs())
def test_optimizer_agrees_with_its_twin(name, options, surface_name):
    """A hundred steps, if predictable, of falling rate: each coordinate to 1e-12 of the size of the start.

    A search decides by differences of losses, whose rounding errors are of the size of the loss: 1e-8, and
    while the gradient is not small.
    """
    surface, parameters, optimizer, hyperparameters, theta, rates = case(surface_name, name)
    searches = asks(optimizer, options, "evaluate")
    points = run(surface, parameters, optimizer, hyperparameters, theta, rates, options)
    problem, tolerance = twin("surfaces", surface_name), 1e-8 if searches else 1e-12
    for i in range(LANES):
        own = lane(parameters, i)
        expected = naive_points(
            name, options, surface_name, i, theta[:, i], rates[:, i], parameters, hyperparameters
        )
        if searches:
            with np.errstate(all="ignore"):
                expected = expected[: predictable(expected, lambda x, own=own: problem.gradient(x, **own))]
        size = np.abs(theta[:, i]).max()
        got = points[: len(expected), :, i]
        np.testing.assert_allclose(got, expected, rtol=tolerance, atol=tolerance * size)


@pytest.mark.parametrize(("name", "options"), variants("optimizers"))
def test_a_stationary_point_is_left_alone(name, options):
    squares = asks(registry.load("optimizers", name), options, "jacobian")
    surface, parameters, optimizer, hyperparameters, theta, rates = case(
        "booth" if squares else "quadratic", name
    )
    optimum = np.zeros_like(theta) if not squares else np.broadcast_to([[1.0], [3.0]], theta.shape)
    points = run(surface, parameters, optimizer, hyperparameters, optimum, rates, options)
    if (name, options) not in RESTLESS:
        assert np.array_equal(points, np.broadcast_to(optimum, points.shape))


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
        root, two = x.dtype.type(np.sqrt(2.0)), x.dtype.type(2.0)
        ones = np.stack([np.eye(2, dtype=x.dtype)] * LANES, axis=-1)
        found = {"loss": x[0] * x[0] + x[1] * x[1], "gradient": two * x, "hessian": two * ones}
        return found | {"residuals": root * x, "jacobian": root * ones}

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
    asked = set(signature(step_of(optimizer, options)).parameters)
    assert {"theta", "gradient", "learning_rate"} <= asked
    assert ("evaluate" in asked) == ("problem" in asked)
    assert all(state.kind in ("vector", "scalar", "matrix") for state in optimizer.STATE.values())
