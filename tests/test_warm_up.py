"""A warm-up in front of any schedule: the factors of whole runs, sweeps and overrides of it."""

from __future__ import annotations

import numpy as np
import pytest
from tiny import BOWL, results

from simlab import registry
from simlab.errors import ScenarioError
from simlab.plan import make_plan
from simlab.plots._caption import caption
from simlab.plots._common import PlotOptions
from simlab.scenario import loads

STEPS = 40
RECORDED = BOWL[: BOWL.index("[[claim]]")].replace('"1/lambda_max"', "0.1")


def text(schedule, more=""):
    theta = f"schedule = {schedule}\n\n[record]\nloss = 'last'\ntheta"
    return RECORDED.replace("[record]\nloss", theta) + more


def factors(found, variant=0):
    """The factors of all steps, from the ratio of successive iterates on the bowl."""
    theta = found.theta.values[variant, 0]
    return (1.0 - theta[1:, 1] / theta[:-1, 1]) / 0.1


def rise(steps, start):
    return start + (1.0 - start) * np.arange(steps) / steps


def cosine(length, count):
    return 0.5 + 0.5 * np.cos(np.pi * np.minimum(np.arange(count) / length, 1.0))


@pytest.mark.parametrize("device", ["reference", "cpu"])
@pytest.mark.usefixtures("kernels")
def test_a_cosine_after_a_warm_up_ends_with_the_run(tmp_path, device):
    found = results(tmp_path, text("{ kind = 'cosine', warm_up = 10, warm_up_start = 0.2 }"), device=device)
    expected = np.r_[rise(10, 0.2), cosine(30, 30)]
    np.testing.assert_allclose(factors(found), expected, rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize(("duration", "length"), [("20", 20), ("'steps'", 40), ("'steps - warm_up'", 30)])
def test_a_length_that_is_given_is_kept(tmp_path, duration, length):
    found = results(tmp_path, text(f"{{ kind = 'cosine', warm_up = 10, duration = {duration} }}"))
    expected = np.r_[rise(10, 0.0), cosine(length, 30)]
    np.testing.assert_allclose(factors(found), expected, rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("kind", sorted(set(registry.names("schedules")) - {"one_cycle"}))
def test_every_schedule_takes_a_warm_up_and_then_does_what_it_does_alone(tmp_path, kind):
    own = {
        "exponential": "time_constant = 8",
        "inverse_time": "time_constant = 8",
        "multistep": "milestones = [3, 7]",
        "step": "every = 4",
        "warm_restarts": "period = 6",
        "warm_up": "duration = 5",
        "polynomial": "duration = 25",
        "linear": "duration = 25",
        "cosine": "duration = 25",
    }.get(kind, "")
    given = f"kind = '{kind}', {own}".rstrip(", ")
    joined = results(tmp_path / "joined", text(f"{{ {given}, warm_up = 10 }}"))
    alone = results(tmp_path / "alone", text(f"{{ {given} }}"))
    expected = np.r_[rise(10, 0.0), factors(alone)[:30]]
    np.testing.assert_allclose(factors(joined), expected, rtol=1e-11, atol=1e-12)


def test_one_cycle_rises_by_itself(tmp_path):
    found = results(tmp_path, text("{ kind = 'one_cycle', warm_up = 0.5, initial = 0.04 }"))
    got = factors(found)
    assert got[0] == pytest.approx(0.04) and np.argmax(got) == 19
    with pytest.raises(ScenarioError, match="warm_up: must be less than 1, not 10"):
        loads(text("{ kind = 'one_cycle', warm_up = 10 }"))


def test_a_warm_up_may_be_swept_and_none_is_the_schedule_alone(tmp_path):
    sweep = "\n[[sweep]]\nparameter = 'optimizer.gd.schedule.warm_up'\nvalues = [0, 10, 100]\n"
    found = results(tmp_path / "swept", text("{ kind = 'cosine' }", sweep))
    alone = results(tmp_path / "alone", text("{ kind = 'cosine' }"))
    assert np.array_equal(found.theta.values[0], alone.theta.values[0])
    np.testing.assert_allclose(factors(found, 1)[:10], rise(10, 0.0), atol=1e-12)
    np.testing.assert_allclose(factors(found, 2), rise(100, 0.0)[:STEPS], atol=1e-12)


def test_a_plateau_is_not_counted_while_the_rate_rises(tmp_path):
    kind = "kind = 'reduce_on_plateau', factor = 0.5, patience = 4, threshold = 0.99"
    alone, joined = (
        factors(results(tmp_path / name, text(f"{{ {kind}, {more} }}")))
        for name, more in (("alone", "warm_up = 0"), ("joined", "warm_up = 10"))
    )
    assert np.flatnonzero(alone < 0.75)[0] == 4
    np.testing.assert_allclose(joined[10:14], 1.0, rtol=1e-11)
    assert np.flatnonzero(joined[10:] < 0.75)[0] == 4


def test_claims_controls_and_captions_know_it(tmp_path):
    claim = "\n[[claim]]\nid = 'w'\ntext = 'w'\nstatistic = 'schedule_warm_up'\nequals = 10\n"
    given = text("{ kind = 'cosine', warm_up = 10 }", claim)
    (variant,) = make_plan(loads(given)).variants
    assert variant.settings["schedule_warm_up"] == 10.0 and variant.program.warm_up
    (changed,) = make_plan(loads(given, "my.toml", {"optimizer.gd.schedule.warm_up": 0})).variants
    assert not changed.program.warm_up
    for warm_up, told in ((10, True), (0, False)):
        found = results(tmp_path / str(warm_up), text(f"{{ kind = 'cosine', warm_up = {warm_up} }}"))
        words = caption(found, PlotOptions(plot="curves"), "", [0]).replace("\N{NO-BREAK SPACE}", " ")
        assert ("schedule warm up = 10" in words) == told == ("warm up" in words)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("warm_up = -1", "[optimizer.gd.schedule] warm_up: must be at least 0, not -1"),
        ("warm_up_start = 2", "[optimizer.gd.schedule] warm_up_start: must be at most 1, not 2"),
        ("warmup = 10", "warmup: unknown key, did you mean 'warm_up'?"),
        ("warm_up = 'final / 0'", "warm_up"),
    ],
)
def test_a_wrong_warm_up_is_refused(given, words):
    with pytest.raises(ScenarioError) as refused:
        make_plan(loads(text(f"{{ kind = 'cosine', {given} }}"), "my.toml"))
    assert words in str(refused.value)
