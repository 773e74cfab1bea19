"""Every averaging, noise and observer of the registry: twins, formulas, in-place rules."""

from __future__ import annotations

from inspect import signature
from math import prod

import numpy as np
import pytest
from reference_run import call, derived, lane, sample, twin
from tiny import BOWL, results

from simlab import registry

LANES, D = 6, 3
LAYER_PLACES = ((0, 3, 2), (8, 2, 3))  # of a network 3-2-3 with biases: first weight, inputs, units
LAYERS, UNITS, PARAMETERS, BINS = 2, 5, 17, 58


def rng(seed):
    return np.random.default_rng(seed)


# -- averaging -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", registry.names("averaging"))
def test_averaging_agrees_with_its_twin(name):
    module = registry.load("averaging", name)
    parameters = sample(module.PARAMETERS, D, LANES, rng(1))
    path = rng(2).normal(size=(120, D, LANES))
    average = path[0].copy()
    for t, theta in enumerate(path[1:]):
        before = theta.copy()
        known = {"theta": theta, "average": average, "t": np.full(LANES, float(t)), **parameters}
        call(module.update, known)
        assert np.array_equal(theta, before), "averaging must not touch the iterate"
    for index in range(LANES):
        expected = twin("averaging", name).average(path[:, :, index], **lane(parameters, index))
        np.testing.assert_allclose(average[:, index], expected, rtol=1e-12, atol=1e-14)


def test_average_with_time_constant_one_is_the_iterate():
    update = registry.load("averaging", "exponential").update
    theta, average = rng(3).normal(size=(D, LANES)), rng(4).normal(size=(D, LANES))
    update(theta, average, np.ones(LANES))
    assert np.array_equal(average, theta)


def test_average_lags_a_moving_iterate_by_tau_minus_one():
    update = registry.load("averaging", "exponential").update
    tau, average = 20.0, np.zeros((1, 1))
    for t in range(1, 2000):
        update(np.full((1, 1), float(t)), average, np.full(1, tau))
    assert t - average[0, 0] == pytest.approx(tau - 1, rel=1e-10)


def tail_average(start_step, path, dtype=np.float64):
    """The average after all iterates of ``path`` [n, d, lanes]."""
    update, average = registry.load("averaging", "polyak_tail").update, path[0].astype(dtype)
    for t, theta in enumerate(path[1:].astype(dtype)):
        update(theta, average, np.full(LANES, t, dtype), np.full(LANES, start_step, dtype))
    return average


def test_tail_average_from_the_start_holds_the_start_too():
    path = rng(13).normal(size=(50, D, LANES))
    np.testing.assert_allclose(tail_average(0.0, path), path.mean(axis=0), rtol=1e-12, atol=1e-14)


def test_tail_average_is_the_iterate_until_its_first_step():
    path = rng(14).normal(size=(50, D, LANES))
    for start_step in (49.0, 48.5, 1e6):
        assert np.array_equal(tail_average(start_step, path), path[-1])
    np.testing.assert_allclose(tail_average(48.0, path), path[-2:].mean(axis=0), rtol=1e-14)


def test_tail_average_of_a_resting_iterate_stays_there_in_single_precision():
    path = np.full((5000, D, LANES), 0.1, np.float32)
    average = tail_average(10.0, path, np.float32)
    assert average.dtype == np.float32 and np.array_equal(average, path[0])


@pytest.mark.parametrize(
    ("given", "first"), [("", 20), ('start_step = "0.75 * steps"', 30), ("start_step = 0", 0)]
)
def test_tail_average_of_a_run_begins_where_the_scenario_says(tmp_path, given, first):
    recorded = BOWL[: BOWL.index("[[claim]]")].replace(
        'loss = "every 1"', 'theta = "every 1"\naverage = "last"'
    )
    found = results(tmp_path, f'{recorded}\n[averaging]\nkind = "polyak_tail"\n{given}\n')
    tail = found.theta.values[0, :, first:, :].mean(axis=1)
    np.testing.assert_allclose(found.average.values[0, :, -1, :], tail, rtol=1e-13, atol=1e-16)


# -- noise -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", registry.names("noise"))
def test_noise_agrees_with_its_twin(name):
    module = registry.load("noise", name)
    parameters = sample(module.PARAMETERS, D, LANES, rng(5))
    gradient = rng(6).normal(size=(D, LANES))
    rows = module.draw_count(D) if hasattr(module, "draw_count") else D
    draws = {"normals": rng(7).normal(size=(rows, LANES)), "uniforms": rng(8).uniform(size=(rows, LANES))}
    (kind,) = set(draws) & set(signature(module.perturb).parameters)
    noisy = gradient.copy()
    call(module.perturb, {"gradient": noisy, kind: draws[kind], **derived(module, D, parameters)})
    for index in range(LANES):
        expected = twin("noise", name).perturbed(
            gradient[:, index], draws[kind][:, index], **lane(parameters, index)
        )
        np.testing.assert_allclose(noisy[:, index], expected, rtol=1e-12, atol=1e-15)


def test_gaussian_noise_has_the_variance_of_a_batch():
    perturb = registry.load("noise", "gaussian").perturb
    gradient = np.zeros((1, 200_000))
    perturb(gradient, rng(9).normal(size=gradient.shape), np.full((1, 200_000), 3.0), np.full(200_000, 4.0))
    assert gradient.std() == pytest.approx(1.5, rel=5 / np.sqrt(2 * 200_000))


def test_no_noise_is_no_noise():
    perturb = registry.load("noise", "gaussian").perturb
    gradient = rng(10).normal(size=(D, LANES))
    noisy = gradient.copy()
    perturb(noisy, np.ones((D, LANES)), np.zeros((D, LANES)), np.ones(LANES))
    assert np.array_equal(noisy, gradient)


# -- observers -------------------------------------------------------------------------------------


def valley(x, gradient, problem):
    """1/2 sum_i (i + 1) x_i^2, for observers that evaluate the problem at points of their own."""
    total = 0.0 * x[0]
    for i in range(len(x)):
        gradient[i] = (i + 1.0) * x[i]
        total = total + 0.5 * gradient[i] * x[i]
    return total


@pytest.mark.parametrize("name", registry.names("observers"))
def test_observer_agrees_with_its_twin_and_changes_nothing(name):
    module, observe = registry.load("observers", name), twin("observers", name).observe
    dims = getattr(module, "DIMENSIONS", ())
    d = PARAMETERS if "layer_places" in signature(observe).parameters else D
    shapes = {"loss": (), "loss_of_average": (), "theta": (d,), "gradient": (d,), "average": (d,)}
    shapes |= {"activation_moments": (2 * LAYERS,), "saturated_shares": (LAYERS,), "unit_reach": (UNITS,)}
    shapes |= {"bin_shares": (LAYERS * BINS,), "slope_moments": (2 * LAYERS + 1,), "mean_gradient": (d,)}
    known = {key: rng(11).normal(size=(*shape, LANES)) for key, shape in shapes.items()}
    known |= {key: rng(19).uniform(size=LANES) for key in ("batch_loss", "error", "test_loss", "test_error")}
    known["optima"] = rng(12).normal(size=(4 * d, LANES))
    known["previous"] = rng(15).normal(size=(d, LANES))
    known["learning_rate"] = rng(16).uniform(0.1, 2.0, LANES)
    known["unit_reach"][1] = 0.0
    known["slope_moments"] **= 2
    known["checked"] = rng(20).normal(size=(d, LANES))
    roots = rng(18).normal(size=(d, d, LANES))
    known["hessian"] = (roots + roots.swapaxes(0, 1)).reshape(d * d, LANES)
    for key, state in getattr(module, "STATE", {}).items():
        known[key] = rng(17).normal(size=(state.rows(d), LANES))
    sizes = {"coordinate": d, "eigenvalue": d, "layer": LAYERS, "activation_bin": BINS}
    out = np.full((prod(sizes[dim] for dim in dims), LANES), np.nan)
    before, places = {key: values.copy() for key, values in known.items()}, {"layer_places": LAYER_PLACES}
    places |= {"evaluate_all": valley, "problem_of_all": ()}
    seen = call(module.observe, known | places | {"out": out})
    if dims:
        assert seen is None
        seen = out
    for index in range(LANES):
        own = {key: values[..., index] for key, values in before.items()}
        np.testing.assert_allclose(seen[..., index], call(observe, own | places), rtol=2e-14)
    assert all(np.array_equal(known[key], values) for key, values in before.items())


def test_distance_to_a_single_optimum_and_in_one_dimension():
    observe = registry.load("observers", "distance").observe
    theta = np.array([[3.0, -1.0, np.nan]])
    got = observe(theta, np.array([[1.0, 1.0, 1.0]]))
    np.testing.assert_array_equal(got, [2.0, 2.0, np.nan])
