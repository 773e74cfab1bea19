"""Observers that look back: what they carry from step to step, the last step, the energy of a heavy ball."""

from __future__ import annotations

import numpy as np
import pytest
from reference_run import call
from tiny import BOWL, results

from simlab import registry

LANES, D = 6, 3


def rng(seed):
    return np.random.default_rng(seed)


@pytest.mark.parametrize("name", registry.names("observers"))
def test_what_an_observer_follows_is_its_own_state_only(name):
    module = registry.load("observers", name)
    assert hasattr(module, "follow") == hasattr(module, "STATE")
    if not hasattr(module, "follow"):
        return
    shapes = {"loss": (), "theta": (D,), "gradient": (D,)}
    known = {key: rng(18).normal(size=(*shape, LANES)) for key, shape in shapes.items()}
    states = {key: np.full((one.rows(D), LANES), one.initial) for key, one in module.STATE.items()}
    before, fresh = ({key: v.copy() for key, v in group.items()} for group in (known, states))
    call(module.follow, known | states)
    assert all(np.array_equal(known[key], values) for key, values in before.items())
    assert any(not np.array_equal(states[key], values) for key, values in fresh.items())


RECORDED = BOWL[: BOWL.index("[[claim]]")].replace(
    'loss = "every 1"',
    """loss = "every 1"
theta = "every 1"
best_loss = "every 7"
update_size = "every 1"
velocity = "every 1"
energy = "every 1"
""",
)


@pytest.mark.parametrize("device", ["reference", "cpu"])
@pytest.mark.usefixtures("kernels")
def test_steps_and_the_lowest_loss_of_a_run(tmp_path, device):
    """Far beyond the edge of stability the loss only rises: the first one, never the last, is the lowest."""
    for rate, run in (("1.5/lambda_max", "falls"), ("10/lambda_max", "rises")):
        found = results(tmp_path / run, RECORDED.replace("1/lambda_max", rate), device=device)
        theta, loss = found.theta.values[0], found.loss.values[0]
        steps = np.diff(theta, axis=1, prepend=theta[:, :1])
        assert np.array_equal(found.velocity.values[0], steps)
        size = np.linalg.norm(steps, axis=2)
        np.testing.assert_allclose(found.update_size.values[0], size, rtol=1e-14)
        lowest = np.minimum.accumulate(loss, axis=1)
        assert np.array_equal(found.best_loss.values[0], lowest[:, found.step_best_loss.values])
        assert np.all(lowest[:, -1] == loss[:, 0]) == (run == "rises")


def test_the_lowest_loss_at_steps_that_are_not_recorded_counts_and_a_failed_trajectory_keeps_it(tmp_path):
    """The rate warms up beyond the edge of stability: down first, then up to infinity."""
    text = (
        RECORDED.replace("every 1", "last").replace("every 7", "last").replace("steps = 40", "steps = 4000")
    )
    schedule = 'schedule = { kind = "warm_up", duration = 55.5 }\n'
    text = text.replace("1/lambda_max", "6/lambda_max").replace("[record]", f"{schedule}\n[record]")
    found = results(tmp_path, text)
    assert np.all(found.status == 4) and np.all(found.best_loss.values < 1.0)
    assert not np.isfinite(found.loss.values).any()


def test_the_energy_of_the_undamped_ball_swings_about_its_invariant(tmp_path):
    """alpha lambda = 0.3 from theta = 1 at rest: energy between 0.393 and 0.689 at alpha = 1."""
    text = RECORDED.replace("curvatures = [4.0, 1.0]", "curvatures = [0.3]").replace(
        "steps = 40", "steps = 300"
    )
    text = text.replace('kind = "uniform"\nlow = 0.5\nhigh = 1.5', 'kind = "point"\nat = [1.0]')
    text = text.replace("replicates = 12", "replicates = 1")
    ball = 'kind = "momentum"\nmomentum = 1.0\nlearning_rate = 1.0'
    text = text.replace('kind = "gd"\nlearning_rate = "1/lambda_max"', ball)
    found = results(tmp_path, text)
    energy, theta, velocity = (found[name].values.ravel() for name in ("energy", "theta", "velocity"))
    assert energy[0] == found.loss.values[0, 0, 0] == pytest.approx(0.15)
    invariant = energy - velocity * 0.3 * theta / 2
    np.testing.assert_allclose(invariant, invariant[0], rtol=1e-13)
    law = registry.load("laws", "undamped_invariant").undamped_invariant(theta, velocity, 1.0, 0.3)
    np.testing.assert_allclose(invariant, law / 2, rtol=1e-13)
    swing = (energy[1:].max() - energy[1:].min()) / (energy[1:].max() + energy[1:].min())
    assert swing == pytest.approx(np.sqrt(0.3) / 2, rel=0.01)
