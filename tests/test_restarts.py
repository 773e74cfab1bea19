"""Restarts: best of several, the same bits however the run is cut, and nothing else in the results."""

from __future__ import annotations

import numpy as np
import pytest
from test_reproducibility import EVERYTHING, Impatient
from tiny import BOWL, data, ran, results, scenario, typed

import simlab
from simlab.engines import Interrupted, cpu
from simlab.errors import ScenarioError
from simlab.results.dataset import Outcome, Variant
from simlab.results.restarts import keep_best
from simlab.settings import Settings

pytestmark = pytest.mark.usefixtures("kernels")

RESTARTS = "[restarts]\ncount = 4\n\n"
WELLS = """\
title = "Two wells"

[problem]
surface = "double_well"

[start]
kind = "uniform"
low = -2.0
high = 2.0

[run]
steps = 20
replicates = 200

[restarts]
count = 4

[[optimizer]]
kind = "gd"
learning_rate = 0.1

[[claim]]
id = "global"
text = "The best of four starts nearly always finds the deeper well"
statistic = "probability(final(theta[0]) < 0)"
at_least = 0.7

[[control]]
name = "one-start"
refutes = ["global"]
set = { "restarts.count" = 1 }

[record]
loss = "last"
theta = "last"
"""


def with_restarts(text: str, count: int = 4) -> str:
    return text.replace("[[optimizer]]", f"[restarts]\ncount = {count}\n\n[[optimizer]]", 1)


# What is kept


def test_the_lowest_finite_loss_wins_and_takes_everything_with_it():
    nan, inf = np.nan, np.inf
    loss = np.array([[3.0, 2.0, nan], [1.0, 2.0, inf], [nan, 5.0, nan]])  # restart, replicate
    lanes = np.arange(9)
    outcome = Outcome(
        variants=[Variant("gd", "gd")],
        records={"loss": np.stack([np.zeros(9), loss.ravel()])},
        start=lanes[None] + 10,
        final_theta=lanes[None] + 20,
        status=lanes,
        status_step=lanes + 30,
        hits={"low": lanes + 40},
    )
    best = keep_best(outcome, 3)
    chosen = [3, 1, 2]  # restart 1; of equals the first; where none is finite the first
    assert best.best_restart.tolist() == [1, 0, 0]
    np.testing.assert_array_equal(best.records["loss"][-1], [1.0, 2.0, nan])
    np.testing.assert_array_equal(best.restart_loss, loss)
    assert best.status.tolist() == chosen
    for array, offset in (
        (best.start[0], 10),
        (best.final_theta[0], 20),
        (best.status_step, 30),
        (best.hits["low"], 40),
    ):
        assert (array - offset).tolist() == chosen


def test_an_infinite_loss_loses_to_any_other_even_from_the_first_place():
    loss = np.array([[-np.inf], [1e300]])
    outcome = Outcome(
        [Variant("gd", "gd")], {"loss": loss.reshape(1, 2)}, loss.T, loss.T, loss[:, 0], loss[:, 0]
    )
    assert keep_best(outcome, 2).best_restart.tolist() == [1]


def test_restart_0_is_the_trajectory_without_restarts(tmp_path):
    plain, several = results(tmp_path, EVERYTHING), results(tmp_path, with_restarts(EVERYTHING))
    first = (several["best_restart"] == 0).values
    assert 0 < first.mean() < 1
    for name in plain.data_vars:
        assert np.array_equal(several[name].values[first], plain[name].values[first], equal_nan=True), name
    losses = several["restart_loss"].values[..., 0], plain["loss"].values[..., -1]
    assert np.array_equal(*losses, equal_nan=True)


def test_the_winner_has_the_lowest_loss_of_independent_starts(tmp_path):
    best = results(tmp_path, WELLS)
    loss = best["restart_loss"].values
    assert loss.shape == (1, 200, 4) and len(np.unique(loss)) > 700
    assert np.array_equal(best["best_restart"].values, loss.argmin(axis=-1))
    assert np.array_equal(best["loss"].values[..., -1], loss.min(axis=-1))
    # Basins of about a half each: four starts miss the deeper one in about one replicate of sixteen.
    assert (best["final_theta"].values < 0).mean() > 0.8


def test_variants_share_the_random_numbers_of_every_restart(tmp_path):
    twin = '[[optimizer]]\nname = "twin"\nkind = "gd"\nlearning_rate = 0.1\n\n[[claim]]'
    both = results(tmp_path, WELLS.replace("(theta[0])", "(theta['gd', 0])").replace("[[claim]]", twin))
    assert np.array_equal(*both["restart_loss"].values)
    assert both.sizes["variant"] == 2


def test_more_restarts_never_hurt(tmp_path):
    four = results(tmp_path, WELLS)
    eight = results(tmp_path, WELLS, overrides={"restarts.count": 8})
    assert np.array_equal(eight["restart_loss"].values[..., :4], four["restart_loss"].values)
    assert (eight["loss"].values <= four["loss"].values).all()


# The same bits


@pytest.fixture(scope="module")
def digest(kernels, tmp_path_factory):
    return ran(tmp_path_factory.mktemp("base"), with_restarts(EVERYTHING)).manifest.results_digest


def test_threads_and_cuts_do_not_matter(tmp_path, digest, many_tasks, monkeypatch):
    monkeypatch.setattr(cpu, "CALL_SECONDS", 0.0)
    assert ran(tmp_path, with_restarts(EVERYTHING), "cpu", threads=3).manifest.results_digest == digest


def test_interruption_and_resumption_do_not_matter(tmp_path, digest, many_tasks, monkeypatch):
    monkeypatch.setattr(cpu, "CALL_SECONDS", 0.0)
    path = scenario(tmp_path, with_restarts(EVERYTHING))
    with pytest.raises(Interrupted):
        simlab.run(path, Settings(tmp_path / "runs", threads=1, figures=False), Impatient(9))
    resumed = simlab.run(path, Settings(tmp_path / "runs", threads=2, figures=False, resume=True))
    assert resumed.manifest.results_digest == digest
    reopened = simlab.open_results(resumed.folder, verify=True)
    assert reopened["restart_loss"].dims == ("variant", "replicate", "restart")


def test_the_number_of_replicates_does_not_change_the_first_ones(tmp_path):
    few, many = (results(tmp_path, WELLS, overrides={"run.replicates": count}) for count in (5, 9))
    assert few.identical(many.isel(replicate=slice(5)).assign_attrs(few.attrs))


# The whole way


def test_a_control_takes_the_restarts_away(tmp_path):
    checked = simlab.check(scenario(tmp_path, WELLS), Settings(tmp_path / "runs", device="reference"))
    assert [verdict.verdict for verdict in checked.run.verdicts] == ["supported"]
    assert checked.toothless == {"one-start": []} and checked.exit_code == 0


@pytest.mark.parametrize(
    ("statistic", "low", "high"),
    [
        ("probability(best_restart > 0)", 0.5, 1.0),
        ("mean(minimum(restart_loss, 'restart') - final(loss))", -1e-12, 1e-12),
        ("mean(at(restart_loss, restart=0) - final(loss))", 0.01, 1.0),
    ],
)
def test_claims_may_use_the_restarts(tmp_path, statistic, low, high):
    text = WELLS.replace("probability(final(theta[0]) < 0)", statistic)
    (verdict,) = ran(tmp_path, text.replace("at_least = 0.7", f"between = [{low}, {high}]")).verdicts
    assert verdict.verdict == "supported", verdict.message


def test_the_plan_counts_every_restart(tmp_path):
    path = scenario(tmp_path, WELLS)
    planned = simlab.make_plan(simlab.load(path))
    assert (planned.trajectories, planned.replicates, planned.trajectory_steps) == (800, 200, 16_000)
    (shown,) = data(typed("plan", path, "--set", "restarts.count=8", "--replicates", 10, "--format", "json"))
    assert (shown["trajectories"], shown["restarts"], shown["replicates"]) == (80, 8, 10)
    assert "1 variant x 200 replicates x 4 restarts x 20 steps" in typed("plan", path).stdout


def test_captions_say_that_the_best_is_shown(tmp_path):
    assert results(tmp_path, WELLS).attrs["notices"] == ["best of 4 restarts"]
    assert results(tmp_path, WELLS, overrides={"restarts.count": 1}).attrs["notices"] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (BOWL.replace("[record]", "[restarts]\ncount = 0\n\n[record]"), "count: must lie between 1"),
        (BOWL.replace("[record]", "[restarts]\ncont = 3\n\n[record]"), "[restarts] cont: unknown key"),
        (BOWL.replace("[record]", "[restarts]\ncount = 2.5\n\n[record]"), "must be a whole number, not 2.5"),
        (
            BOWL.replace('kind = "uniform"\nlow = 0.5\nhigh = 1.5', 'kind = "point"\nat = 1.0').replace(
                "[record]", RESTARTS + "[record]"
            ),
            "[restarts] count: would all be the same: a point start is not random, and there is no [noise]",
        ),
        (
            BOWL.replace('"final(loss)"', '"final(distance)"').replace(
                '[record]\nloss = "every 1"', RESTARTS + '[record]\ndistance = "last"'
            ),
            "compares the final losses; add loss = 'last' to [record]",
        ),
        (
            BOWL.replace("[record]", '[[sweep]]\nparameter = "restarts.count"\nvalues = [2, 4]\n\n[record]'),
            "'restarts.count' cannot be varied within a run",
        ),
        (BOWL.replace("final(loss)", "mean(best_restart)"), "'best_restart' needs a [restarts] table"),
        (
            BOWL.replace("replicates = 12", "replicates = 1e6").replace("[record]", RESTARTS + "[record]"),
            None,
        ),
        (
            BOWL.replace("replicates = 12", "replicates = 5e8").replace("[record]", RESTARTS + "[record]"),
            "1 variants x 500,000,000 replicates x 4 restarts = 2,000,000,000 trajectories",
        ),
    ],
)
def test_restarts_that_make_no_sense_are_refused(tmp_path, text, words):
    path = scenario(tmp_path, text)
    if words is None:
        assert simlab.load(path).restarts.count == 4
        return
    with pytest.raises(ScenarioError) as caught:
        simlab.load(path)
    assert words in str(caught.value), str(caught.value)
