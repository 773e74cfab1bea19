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


STATEFUL = [
    name for name in registry.names("schedules") if hasattr(registry.load("schedules", name), "STATE")
]
STATELESS = [name for name in registry.names("schedules") if name not in STATEFUL]


def factors(name, parameters, t, losses=None):
    """[steps, lanes]; ``losses`` [steps, lanes] are what a schedule that remembers is shown, step by step."""
    module = registry.load("schedules", name)
    states = {key: np.full((1, LANES), one.initial) for key, one in getattr(module, "STATE", {}).items()}
    values = []
    for index, step in enumerate(t):
        loss = np.full(LANES, 1.0 / (1.0 + step)) if losses is None else losses[index].copy()
        known = {**parameters, **states, "t": np.full(LANES, step, float), "loss": loss}
        values.append(np.broadcast_to(call(module.factor, known), LANES).copy())
    return np.array(values)


@pytest.mark.parametrize("name", STATELESS)
def test_schedule_agrees_with_its_twin(name):
    parameters = sample(registry.load("schedules", name).PARAMETERS, 1, LANES, np.random.default_rng(11))
    steps = [0, 1, 2, 3, 5, 8, 13, 21, 50, 200]
    got = factors(name, parameters, steps)
    for index in range(LANES):
        own = lane(parameters, index)
        expected = [twin("schedules", name).factor(float(t), **own) for t in steps]
        np.testing.assert_allclose(got[:, index], expected, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("name", STATEFUL)
def test_schedule_that_remembers_agrees_with_its_twin_at_every_step(name):
    """On losses that fall, rest, rise and change their sign, from fresh states."""
    rng = np.random.default_rng(14)
    parameters = sample(registry.load("schedules", name).PARAMETERS, 1, LANES, rng)
    losses = np.linspace(2.0, -1.0, 300)[:, None] + 0.3 * rng.normal(size=(300, LANES))
    losses[100:140] = losses[100]
    got = factors(name, parameters, range(300), losses)
    assert len(np.unique(got[:, 0])) > 1, "nothing ever happened"
    for index in range(LANES):
        expected = twin("schedules", name).factors(losses[:, index].tolist(), **lane(parameters, index))
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
    states = getattr(module, "STATE", {}).items()
    narrow |= {key: np.full((1, LANES), one.initial, np.float32) for key, one in states}
    known = {"t": np.full(LANES, 7, np.float32), "loss": np.ones(LANES, np.float32)}
    value = call(module.factor, narrow | known)
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


PLATEAU = {"factor": 0.5, "patience": 3.0, "threshold": 0.01, "cooldown": 0.0, "least": 0.0}


def on_plateau(losses, **changes):
    """Factors of reduce_on_plateau after each of ``losses``."""
    parameters = {key: np.full(LANES, value) for key, value in (PLATEAU | changes).items()}
    losses = np.repeat(np.array(losses, float)[:, None], LANES, axis=1)
    return factors("reduce_on_plateau", parameters, range(len(losses)), losses)[:, 0].tolist()


def test_a_plateau_lasts_patience_steps_and_a_cooldown_puts_the_next_drop_off():
    assert on_plateau([1.0] * 8) == [1.0, 1.0, 1.0, 0.5, 0.5, 0.5, 0.25, 0.25]
    assert on_plateau([1.0] * 10, cooldown=2.0) == [1.0] * 3 + [0.5] * 5 + [0.25] * 2
    assert on_plateau([1.0] * 8, least=0.4)[-1] == 0.4


@pytest.mark.parametrize("level", [1.0, -1.0])
def test_progress_is_a_share_of_the_size_of_the_loss_whatever_its_sign(level):
    fast, slow = (level - share * np.arange(10) for share in (0.02, 0.003))
    assert on_plateau(fast) == [1.0] * 10
    assert on_plateau(slow, patience=4.0) == [1.0] * 10, "four steps together are progress"
    assert on_plateau(slow)[3] == 0.5


def test_a_loss_that_is_nan_is_no_progress():
    assert on_plateau([1.0, np.nan, np.nan, np.nan, 0.5]) == [1.0, 1.0, 1.0, 0.5, 0.5]


@pytest.mark.parametrize("device", ["reference", "cpu"])
@pytest.mark.usefixtures("kernels")
def test_reduce_on_plateau_in_a_run_makes_a_rate_too_large_converge(tmp_path, device):
    """At alpha lambda_max = 2 one coordinate jumps to and fro for ever; at half of that it is solved."""
    schedule = 'schedule = { kind = "reduce_on_plateau", factor = 0.5, patience = 4, threshold = 0.5 }\n'
    text = BOWL.replace("[record]", f"{schedule}\n[record]\ntheta = 'every 1'").replace(
        "1/lambda_max", "2/lambda_max"
    )
    theta = np.abs(results(tmp_path, text, device=device).theta.values[0, :, :, 0])
    np.testing.assert_allclose(theta[:, :5], theta[:, :1] * np.ones(5), rtol=1e-12)
    assert np.all(theta[:, 12:] < 1e-12 * theta[:, :1])


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
