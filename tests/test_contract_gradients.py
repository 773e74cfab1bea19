"""Every modification of the gradient: against its twin over steps, and what its formula promises."""

from __future__ import annotations

from inspect import signature

import numpy as np
import pytest
from reference_run import call, lane, sample, twin

from simlab import registry

STEPS, D, LANES = 12, 3, 6
NAMES = registry.names("gradients")
MANY = 200_000


def rng(seed):
    return np.random.default_rng(seed)


def modified(name, gradients, dtype=np.float64, **more):
    """What comes out for ``gradients`` [steps, d, lanes], step by step; ``more`` are further names."""
    module = registry.load("gradients", name)
    gradients = np.asarray(gradients, dtype)
    _, d, lanes = gradients.shape
    states = {
        key: np.full((one.rows(d), lanes), one.initial, dtype)
        for key, one in getattr(module, "STATE", {}).items()
    }
    out = []
    for step, gradient in enumerate(gradients.copy()):
        now = {key: value[step] if np.ndim(value) == 3 else value for key, value in more.items()}
        time = np.full(lanes, step, dtype)
        with np.errstate(all="ignore"):
            assert call(module.modify, {"gradient": gradient, "t": time, **states, **now}) is None
        out.append(gradient)
    return np.array(out)


def numbers(*values):
    """One number a lane."""
    return np.array(values, float)


@pytest.mark.parametrize("name", NAMES)
def test_agrees_with_its_twin_over_steps(name):
    module, own = registry.load("gradients", name), twin("gradients", name)
    parameters = sample(module.PARAMETERS, D, LANES, rng(1))
    if "coordinate" in parameters:
        parameters["coordinate"] = numbers(0, 1, 2, 0, 1, 2)
    if "delay" in parameters:
        parameters["delay"] = numbers(0, 1, 2, 3, 7, 8)
    if "step" in parameters:
        parameters["step"] = numbers(0, 1, 2, 5, 11, 12)
    if "duration" in parameters:
        parameters["duration"] = numbers(1, 2, 3, 1, 2, 1)
    gradients = rng(2).normal(size=(STEPS, D, LANES)) * 3
    thetas = rng(3).normal(size=(STEPS, D, LANES))
    uniforms = rng(4).uniform(size=(STEPS, D, LANES))
    rate = np.full(LANES, 0.1)
    before, moved = thetas.copy(), thetas.copy()
    got = modified(name, gradients, theta=moved, uniforms=uniforms, learning_rate=rate, **parameters)
    for index in range(LANES):
        known = {
            "gradients": gradients[..., index],
            "thetas": before[..., index],
            "uniforms": uniforms[..., index],
            "learning_rate": 0.1,
            **lane(parameters, index),
        }
        if hasattr(own, "moved"):
            np.testing.assert_allclose(moved[..., index], call(own.moved, known), rtol=1e-13)
            assert np.array_equal(got, gradients)
        else:
            np.testing.assert_allclose(got[..., index], call(own.modified, known), rtol=1e-12, atol=1e-15)
            assert np.array_equal(moved, before), "only a decay moves the parameters"


@pytest.mark.parametrize("name", NAMES)
def test_single_precision_stays_single(name):
    module = registry.load("gradients", name)
    parameters = {
        key: value.astype(np.float32) for key, value in sample(module.PARAMETERS, D, LANES, rng(5)).items()
    }
    draws = rng(6).uniform(size=(1, D, LANES)).astype(np.float32)
    theta, rate = np.ones((1, D, LANES), np.float32), np.full(LANES, 0.1, np.float32)
    known = {"theta": theta, "uniforms": draws, "learning_rate": rate, **parameters}
    gradient, time = np.ones((D, LANES), np.float32), np.zeros(LANES, np.float32)
    states = {
        key: np.zeros((one.rows(D), LANES), np.float32) for key, one in getattr(module, "STATE", {}).items()
    }

    class Strict:
        """Rows that take no number of another precision."""

        def __init__(self, array):
            self.array = array

        def __len__(self):
            return len(self.array)

        def __getitem__(self, index):
            return self.array[index].copy()

        def __setitem__(self, index, value):
            assert np.asarray(value).dtype == np.float32
            self.array[index] = value

    rows = {key: Strict(value) for key, value in states.items()}
    call(
        module.modify,
        {**known, "gradient": Strict(gradient), "theta": Strict(theta[0]), "t": time, **rows}
        | {"uniforms": draws[0]},
    )


@pytest.mark.parametrize(
    "name", [name for name in NAMES if name not in ("decoupled_weight_decay", "skip_batch")]
)
@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_gradient_that_is_not_finite_is_not_made_to_look_well(name, bad):
    """Only a limit on the values, and a delay, may turn infinity into a number."""
    if bad == np.inf and name == "clip_value":
        return
    module = registry.load("gradients", name)
    parameters = sample(module.PARAMETERS, D, 1, rng(7))
    if "coordinate" in parameters:
        parameters["coordinate"] = numbers(0)
    gradients = np.full((1, D, 1), 1.0)
    gradients[0, 1] = bad
    more = {"theta": np.ones((1, D, 1)), "uniforms": np.full((1, D, 1), 0.5), "learning_rate": numbers(0.1)}
    assert not np.isfinite(modified(name, gradients, **more, **parameters)).all()


def test_bad_batches_are_skipped_and_good_ones_are_not():
    gradients = np.array([[3.0, 4.0], [np.nan, 1.0], [np.inf, 1.0], [1e200, 1e200], [3.0, 4.1]])[..., None]
    out = modified("skip_batch", gradients, threshold=numbers(5.0))
    np.testing.assert_array_equal(out[..., 0], [[3.0, 4.0], [0, 0], [0, 0], [0, 0], [0, 0]])


# -- clipping and normalising ------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1e-250, 1.0, 1e250])
def test_lengths_are_exact_where_squares_leave_the_range_of_numbers(size):
    gradients = np.array([3.0, -4.0]).reshape(1, 2, 1) * size
    np.testing.assert_allclose(modified("normalise", gradients).ravel(), [0.6, -0.8], rtol=1e-15)
    short = modified("clip_norm", gradients, threshold=numbers(2.5 * size))
    np.testing.assert_allclose(short.ravel(), np.array([1.5, -2.0]) * size, rtol=1e-15)


def test_in_single_precision_an_exploding_gradient_is_clipped_not_lost():
    gradients = np.array([3e30, -4e30], np.float32).reshape(1, 2, 1)
    short = modified("clip_norm", gradients, np.float32, threshold=np.ones(1, np.float32))
    np.testing.assert_allclose(short.ravel(), [0.6, -0.8], rtol=1e-6)


def test_what_is_short_passes_untouched_and_zero_has_no_direction():
    gradients = rng(8).normal(size=(1, D, LANES))
    assert np.array_equal(modified("clip_norm", gradients, threshold=np.full(LANES, 100.0)), gradients)
    assert np.array_equal(modified("clip_value", gradients, limit=np.full(LANES, 100.0)), gradients)
    zero = np.zeros((1, D, LANES))
    assert np.array_equal(modified("normalise", zero), zero)
    assert np.array_equal(modified("clip_norm", zero, threshold=np.full(LANES, 1.0)), zero)


# -- errors that draw random numbers -----------------------------------------------------------------------


@pytest.mark.parametrize("fraction", [0.0, 0.1, 0.5, 0.93])
def test_stochastic_rounding_has_the_right_mean_and_variance(fraction):
    spacing = 0.25
    gradients = np.full((1, 1, MANY), (3 + fraction) * spacing)
    got = modified(
        "stochastic_rounding",
        gradients,
        uniforms=rng(9).uniform(size=(1, 1, MANY)),
        spacing=np.full(MANY, spacing),
    )
    assert set(np.unique(got)) <= {0.75, 1.0}
    std = spacing * np.sqrt(fraction * (1 - fraction))
    assert got.mean() == pytest.approx((3 + fraction) * spacing, abs=5 * std / np.sqrt(MANY) + 1e-15)
    assert got.std() == pytest.approx(std, abs=0.005 * spacing)


@pytest.mark.parametrize(("probability", "factor"), [(0.0, 1.0), (0.2, 1.0), (0.25, 3.0), (1.0, 2.0)])
def test_byzantine_leaves_the_mean_that_its_text_says(probability, factor):
    got = modified(
        "byzantine",
        np.ones((1, 2, MANY)),
        uniforms=rng(10).uniform(size=(1, 2, MANY)),
        probability=np.full(MANY, probability),
        factor=np.full(MANY, factor),
    )
    assert np.array_equal(got[:, 0], got[:, 1])
    spread = (1 + factor) * np.sqrt(probability * (1 - probability) / MANY)
    assert got.mean() == pytest.approx(1 - probability * (1 + factor), abs=5 * spread + 1e-12)


@pytest.mark.parametrize(("share", "batch"), [(0.0, 8), (1e-3, 1), (0.01, 32)])
def test_nan_examples_spoil_a_step_if_one_of_the_batch_is_bad(share, batch):
    got = modified(
        "nan_examples",
        np.ones((1, 2, MANY)),
        uniforms=rng(11).uniform(size=(1, 2, MANY)),
        share=np.full(MANY, share),
        batch=np.full(MANY, float(batch)),
    )
    lost = np.isnan(got)
    assert np.array_equal(lost[:, 0], lost[:, 1]) and np.all(got[~lost] == 1.0)
    chance = 1 - (1 - share) ** batch
    assert lost.mean() == pytest.approx(chance, abs=5 * np.sqrt(chance * (1 - chance) / MANY))


# -- what the formulas promise of whole runs ---------------------------------------------------------------


def descent(name, learning_rate, steps=400, curvature=1.0, start=1.0, **parameters):
    """The last point of gradient descent on curvature theta^2 / 2 through one modification."""
    module = registry.load("gradients", name)
    theta = np.full((1, 1), start)
    states = {key: np.zeros((one.rows(1), 1)) for key, one in getattr(module, "STATE", {}).items()}
    rate = numbers(learning_rate)
    for step in range(steps):
        gradient = curvature * theta
        known = {"gradient": gradient, "theta": theta, "t": numbers(step), "learning_rate": rate, **states}
        call(module.modify, known | {key: np.atleast_1d(value) for key, value in parameters.items()})
        theta -= rate * gradient
    return float(theta[0, 0])


@pytest.mark.parametrize("delay", [0, 1, 2, 5, 8])
def test_a_stale_gradient_is_stable_up_to_the_limit_of_its_text(delay):
    limit = 2 * np.sin(np.pi / (2 * (2 * delay + 1)))
    assert abs(descent("stale", 0.97 * limit, steps=4000, delay=float(delay))) < 0.1
    assert abs(descent("stale", 1.03 * limit, steps=4000, delay=float(delay))) > 10


def test_a_wrong_sign_moves_away_by_the_factor_of_its_text():
    assert descent("sign_error", 0.1, steps=20, coordinate=-1.0) == pytest.approx(1.1**20)


def test_a_bias_shifts_the_resting_point():
    assert descent("bias_error", 0.2, curvature=4.0, bias=np.array([[2.0]])) == pytest.approx(-0.5)


def test_a_scale_is_a_learning_rate():
    assert descent("scale_error", 0.1, steps=20, factor=np.array([[0.5]])) == pytest.approx(0.95**20)


def test_quantised_descent_stops_where_rounding_gives_zero():
    assert descent("quantised", 0.1, spacing=0.5) == pytest.approx(0.25, abs=0.05)


def test_before_gradient_descent_both_decays_are_one():
    coupled, decoupled = (
        descent(name, 0.1, steps=15, rate=0.3) for name in ("weight_decay", "decoupled_weight_decay")
    )
    assert coupled == pytest.approx(decoupled, rel=1e-14) == pytest.approx((1 - 0.13) ** 15)


def test_decoupled_decay_before_adam_is_adamw():
    adam, adamw = (registry.load("optimizers", name) for name in ("adam", "adamw"))
    decay = registry.load("gradients", "decoupled_weight_decay").modify
    hyper = {"learning_rate": 0.05, "beta1": 0.9, "beta2": 0.99, "eps": 1e-8, "weight_decay": 0.3}
    hyper = {key: np.full(LANES, value) for key, value in hyper.items()}

    def start(module):
        state = {key: np.full((one.rows(D), LANES), one.initial) for key, one in module.STATE.items()}
        return {"theta": rng(11).normal(size=(D, LANES)), **state, **hyper}

    one, other = start(adam), start(adamw)
    for gradient in rng(12).normal(size=(50, D, LANES)):
        decay(one["theta"], hyper["learning_rate"], hyper["weight_decay"])
        for known, module in ((one, adam), (other, adamw)):
            call(module.step, known | {"gradient": gradient.copy()})
        np.testing.assert_allclose(one["theta"], other["theta"], rtol=2e-14, atol=1e-16)
    assert np.array_equal(one["m"], other["m"]) and np.array_equal(one["v"], other["v"])


def test_no_kind_takes_a_name_that_an_optimizer_needs():
    assert not {"name", "kind", "schedule", "gradient"} & set(NAMES)
    for name in NAMES:
        module = registry.load("gradients", name)
        assert not {"kind", "name"} & set(module.PARAMETERS)
        assert {"gradient", "theta"} & set(signature(module.modify).parameters)
