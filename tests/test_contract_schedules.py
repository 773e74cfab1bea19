"""Every schedule of the registry: equal to its twin, between its ends, in one precision."""

from __future__ import annotations

import numpy as np
import pytest
from reference_run import call, lane, sample, twin
from tiny import BOWL, results

from simlab import registry
from simlab.errors import ScenarioError
from simlab.scenario import loads

LANES = 6


def factors(name, parameters, t):
    """[steps, lanes]"""
    function = registry.load("schedules", name).factor
    values = [call(function, {**parameters, "t": np.full(LANES, step, float)}) for step in t]
    return np.array([np.broadcast_to(value, LANES) for value in values])


@pytest.mark.parametrize("name", registry.names("schedules"))
def test_schedule_agrees_with_its_twin(name):
    parameters = sample(registry.load("schedules", name).PARAMETERS, 1, LANES, np.random.default_rng(11))
    steps = [0, 1, 2, 3, 5, 8, 13, 21, 50, 200]
    got = factors(name, parameters, steps)
    for index in range(LANES):
        own = lane(parameters, index)
        expected = [twin("schedules", name).factor(float(t), **own) for t in steps]
        np.testing.assert_allclose(got[:, index], expected, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("name", registry.names("schedules"))
def test_schedule_starts_at_the_full_rate_or_its_initial_share_and_stays_in_range(name):
    """A schedule that warms up says where it starts with its parameter ``initial``."""
    parameters = sample(registry.load("schedules", name).PARAMETERS, 1, LANES, np.random.default_rng(12))
    got = factors(name, parameters, range(300))
    assert np.all(got[0] == parameters.get("initial", 1.0))
    assert np.all((got >= 0.0) & (got <= 1.0))


@pytest.mark.parametrize("name", registry.names("schedules"))
def test_single_precision_stays_single(name):
    module = registry.load("schedules", name)
    parameters = sample(module.PARAMETERS, 1, LANES, np.random.default_rng(13))
    narrow = {key: values.astype(np.float32) for key, values in parameters.items()}
    value = call(module.factor, {**narrow, "t": np.full(LANES, 7, np.float32)})
    assert isinstance(value, float) or value.dtype == np.float32


def test_exponential_waits_for_its_start_and_falls_by_e_in_a_time_constant():
    factor = registry.load("schedules", "exponential").factor
    t = np.array([0.0, 99.0, 100.0, 150.0])
    got = factor(t, np.full(4, 50.0), np.full(4, 100.0))
    np.testing.assert_allclose(got, [1.0, 1.0, 1.0, np.exp(-1)], rtol=1e-15)


def test_exponential_long_before_its_start_does_not_overflow():
    factor = registry.load("schedules", "exponential").factor
    assert factor(np.zeros(1), np.full(1, 0.5), np.full(1, 1e6))[0] == 1.0


def test_exponential_leaves_a_finite_way_to_go():
    """Equation 10: the factors sum to 1 / (1 - exp(-1/tau))."""
    factor = registry.load("schedules", "exponential").factor
    t = np.arange(5000.0)
    assert factor(t, 40.0 + 0 * t, 0 * t).sum() == pytest.approx(1 / (1 - np.exp(-1 / 40)), rel=1e-13)


def test_cosine_is_half_way_at_half_time_and_stays_at_its_final_factor():
    factor = registry.load("schedules", "cosine").factor
    t = np.array([0.0, 50.0, 100.0, 1000.0])
    np.testing.assert_allclose(
        factor(t, np.full(4, 100.0), np.full(4, 0.2)), [1.0, 0.6, 0.2, 0.2], rtol=1e-15
    )


def test_multistep_drops_at_every_milestone_and_stays():
    factor = registry.load("schedules", "multistep").factor
    t = np.array([0.0, 9.0, 10.0, 29.0, 30.0, 1000.0])
    milestones = np.array([[30.0] * 6, [10.0] * 6])
    assert np.array_equal(factor(t, milestones, np.full(6, 0.5)), [1.0, 1.0, 0.5, 0.5, 0.25, 0.25])


MULTISTEP = 'schedule = { kind = "multistep", milestones = [5, "steps / 2", 30], gamma = 0.5 }\n'


@pytest.mark.parametrize("device", ["reference", "cpu"])
@pytest.mark.usefixtures("kernels")
def test_multistep_in_a_run_has_more_milestones_than_coordinates(tmp_path, device):
    text = BOWL.replace("[record]", f"{MULTISTEP}\n[record]\ntheta = 'every 1'").replace(
        "1/lambda_max", "0.1"
    )
    theta = results(tmp_path, text, device=device).theta.values[0, 0]
    rate = 0.1 * 0.5 ** np.searchsorted([5, 20, 30], np.arange(40), "right")
    np.testing.assert_allclose(theta[1:] / theta[:-1], 1.0 - rate[:, None] * [4.0, 1.0], rtol=1e-12)


@pytest.mark.parametrize(
    ("milestones", "words"),
    [
        ("[]", "at least one number"),
        ("[5, 0]", "number 2: must be greater than 0"),
        ("true", "must be a number"),
    ],
)
def test_wrong_milestones_are_refused(milestones, words):
    schedule = f'schedule = {{ kind = "multistep", milestones = {milestones} }}\n'
    with pytest.raises(ScenarioError) as refused:
        loads(BOWL.replace("[record]", f"{schedule}\n[record]"), "my.toml")
    assert words in str(refused.value) and "milestones" in str(refused.value)
