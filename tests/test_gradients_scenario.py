"""The gradient's chain and the kinds of noise through whole scenarios: read, planned, run, told."""

from __future__ import annotations

import json

import numpy as np
import pytest
from tiny import data, results, scenario, typed

import simlab
from simlab.errors import ScenarioError, UsageError
from simlab.laws.lms_error import lms_error
from simlab.laws.lms_optimal_learning_rate import lms_optimal_learning_rate
from simlab.plots._caption import caption
from simlab.plots._common import PlotOptions
from simlab.scenario import loads, schema

pytestmark = pytest.mark.usefixtures("kernels")

HEAD = """\
title = "A chain"
[problem]
surface = "quadratic"
curvatures = [4.0, 1.0]
[start]
kind = "point"
at = [1.0, -2.0]
[run]
steps = 30
[record]
loss = "every 1"
theta = "every 1"
[[optimizer]]
name = "gd"
kind = "gd"
learning_rate = 0.1
"""
CHAIN = 'gradient = [{ kind = "weight_decay", rate = 0.5 }, { kind = "clip_norm", threshold = 1.0 }]\n'
ADAM = '[[optimizer]]\nname = "adam"\nkind = "adam"\nlearning_rate = 0.05\n'


def plan(folder, text, **overrides):
    return simlab.make_plan(simlab.load(scenario(folder, text), overrides))


def theta(folder, text, variant=0):
    """[step, coordinate] of the first replicate."""
    return results(folder, text)["theta"].values[variant, 0]


def test_the_chain_acts_in_its_order_after_the_loss_and_before_the_step(tmp_path):
    points = theta(tmp_path, HEAD + CHAIN)
    x = np.array([1.0, -2.0])
    for point in points:
        np.testing.assert_allclose(point, x, rtol=1e-12)
        gradient = np.array([4.0, 1.0]) * x + 0.5 * x
        x = x - 0.1 * gradient * min(1.0, 1.0 / np.linalg.norm(gradient))
    swapped = HEAD + (
        'gradient = [{ kind = "clip_norm", threshold = 1.0 }, { kind = "weight_decay", rate = 0.5 }]\n'
    )
    assert not np.allclose(points[5], theta(tmp_path, swapped)[5])


def test_an_array_of_tables_and_inline_tables_are_one_language(tmp_path):
    tables = (
        '[[optimizer.gradient]]\nkind = "weight_decay"\nrate = 0.5\n'
        '[[optimizer.gradient]]\nkind = "clip_norm"\nthreshold = 1.0\n'
    )
    assert np.array_equal(theta(tmp_path, HEAD + CHAIN), theta(tmp_path, HEAD + tables))


def test_every_optimizer_has_its_own_chain_and_programs_differ_by_it(tmp_path):
    planned = plan(tmp_path, HEAD + CHAIN + ADAM + '[[optimizer.gradient]]\nkind = "normalise"\n')
    assert [variant.program.gradients for variant in planned.variants] == [
        ("weight_decay", "clip_norm"),
        ("normalise",),
    ]
    assert plan(tmp_path, HEAD + ADAM).variants[0].program.gradients == ()


def test_numbers_of_a_chain_are_expressions_that_may_be_swept_and_overridden(tmp_path):
    text = HEAD + CHAIN.replace("1.0", '"kappa / 2"')
    assert plan(tmp_path, text).variants[0].numbers["gradient_clip_norm_threshold"] == 2.0
    sweep = '[[sweep]]\nparameter = "optimizer.gd.clip_norm.threshold"\nvalues = [0.5, 1.0]\n'
    planned = plan(tmp_path, text + sweep)
    assert [variant.numbers["gradient_clip_norm_threshold"] for variant in planned.variants] == [0.5, 1.0]
    assert len(planned.programs) == 1
    (variant,) = plan(tmp_path, text, **{"optimizer.*.weight_decay.rate": 0.25}).variants
    assert variant.settings["weight_decay_rate"] == 0.25


def test_an_override_may_take_the_chain_away_or_put_another_in_its_place(tmp_path):
    for changes, left in (
        ({"optimizer.gd.gradient": []}, ()),
        ({"optimizer.gd.gradient": [{"kind": "normalise"}]}, ("normalise",)),
        ({"optimizer.gd.clip_norm": {"kind": "clip_value", "limit": 2}}, ("weight_decay", "clip_value")),
        ({"optimizer.gd.clip_norm": {"threshold": 3}}, ("weight_decay", "clip_norm")),
    ):
        assert plan(tmp_path, HEAD + CHAIN, **changes).variants[0].program.gradients == left
    with pytest.raises(UsageError, match=r"no key 'optimizer.gd.clip_nrm.threshold' to set, did you mean"):
        plan(tmp_path, HEAD + CHAIN, **{"optimizer.gd.clip_nrm.threshold": 3})


def test_a_control_removes_the_cause(tmp_path):
    claim = (
        '[[claim]]\nid = "slow"\ntext = "Clipping slows it"\nstatistic = "final(loss)"\nat_least = 0.01\n'
        '[[control]]\nname = "free"\nrefutes = ["slow"]\nset = { "optimizer.gd.gradient" = [] }\n'
    )
    clipped = 'gradient = [{ kind = "clip_norm", threshold = 0.1 }]\n'
    done = typed("check", scenario(tmp_path, HEAD + clipped + claim), "--out", tmp_path / "runs")
    assert done.exit_code == 0, done.output


def test_the_decay_of_the_chain_and_that_of_the_optimizer_do_not_meet(tmp_path):
    text = HEAD.replace('kind = "gd"', 'kind = "adamw"\nweight_decay = 0.2') + CHAIN
    sweep = '[[sweep]]\nparameter = "optimizer.gd.weight_decay{}"\nvalues = [0.3]\n'
    chain = plan(tmp_path, text + sweep.format(".rate")).variants[0].settings
    assert (chain["weight_decay"], chain["weight_decay_rate"]) == (0.2, 0.3)
    own = plan(tmp_path, text + sweep.format("")).variants[0].settings
    assert (own["weight_decay"], own["weight_decay_rate"]) == (0.3, 0.5)


def test_claims_name_the_numbers_of_a_chain(tmp_path):
    claim = (
        '[[claim]]\nid = "speed"\ntext = "No step is longer"\n'
        'statistic = "clip_norm_threshold * learning_rate"\nequals = 0.1\n'
    )
    assert simlab.run(scenario(tmp_path, HEAD + CHAIN + claim)).verdicts[0].verdict == "supported"


def test_decoupled_decay_before_adam_is_adamw_through_whole_runs(tmp_path):
    decay = 'gradient = [{ kind = "decoupled_weight_decay", rate = 0.2 }]\n'
    adamw = ADAM.replace("adam", "adamw") + "weight_decay = 0.2\n"
    points = results(tmp_path, HEAD + ADAM + decay + adamw)["theta"].sel(variant=["adam", "adamw"]).values
    np.testing.assert_allclose(points[0], points[1], rtol=1e-12)


def test_nothing_that_acts_is_hidden(tmp_path):
    text = HEAD + 'gradient = [{ kind = "normalise" }, { kind = "clip_value", limit = 0.5 }]\n'
    dataset = results(tmp_path, text)
    said = caption(dataset, PlotOptions(plot="curves"), "Loss", [0]).replace("\N{NO-BREAK SPACE}", " ")
    assert "gradient = normalise, then clip_value" in said and "clip value limit = 0.5" in said
    (folder,) = (tmp_path / "runs").iterdir()
    summary = json.loads((folder / "plan.json").read_text())
    assert "normalise, clip value" in summary["programs"][0]["program"]
    assert summary["variants"][0]["settings"]["gradient"] == "normalise, then clip_value"


def test_a_chain_that_draws_makes_a_run_random(tmp_path):
    faulty = 'gradient = [{ kind = "byzantine", probability = 0.2 }]\n'
    assert plan(tmp_path, HEAD + faulty).random and not plan(tmp_path, HEAD + CHAIN).random
    text = (HEAD + faulty).replace("steps = 30", "steps = 30\nreplicates = 4")
    assert len(np.unique(results(tmp_path, text)["theta"].values[0, :, -1, 0])) > 1
    restarts = "[restarts]\ncount = 3\n"
    assert plan(tmp_path, HEAD + faulty + restarts).restarts == 3
    with pytest.raises(ScenarioError, match="would all be the same"):
        loads(HEAD + CHAIN + restarts)


def test_two_links_that_draw_do_not_share_their_numbers(tmp_path):
    both = (
        'gradient = [{ kind = "byzantine", probability = 0.5 },'
        ' { kind = "stochastic_rounding", spacing = 1.0 }]\n'
        '[noise]\nkind = "gaussian"\nsigma = 0.5\n'
    )
    text = (
        (HEAD + both).replace("steps = 30", "steps = 1\nreplicates = 4000").replace("[4.0, 1.0]", "[0.5, 1]")
    )
    step = -np.diff(results(tmp_path, text)["theta"].values[0, :, :, 0], axis=1)[:, 0] / 0.1
    noisy = abs(step.mean()) < 5 * step.std() / np.sqrt(4000)  # the signs cancel the mean of 0.5
    assert noisy and set(np.unique(np.round(step, 9))) >= {-1.0, 0.0, 1.0}


@pytest.mark.parametrize("values", ["[0.0, 2.0]", "[5.0]"])
def test_a_coordinate_that_is_not_there_is_named_when_it_is_swept(tmp_path, values):
    text = HEAD + 'gradient = [{ kind = "dropped_term", coordinate = 0 }]\n'
    sweep = '[[sweep]]\nname = "which"\nparameter = "optimizer.gd.dropped_term.coordinate"\nvalues = '
    with pytest.raises(ScenarioError, match=r"\[optimizer.gd.dropped_term\] coordinate: must be less than 2"):
        plan(tmp_path, text + sweep + values)


def test_a_dropped_term_leaves_its_coordinate_where_it_began(tmp_path):
    points = theta(tmp_path, HEAD + 'gradient = [{ kind = "dropped_term", coordinate = 1 }]\n')
    assert np.all(points[:, 1] == -2.0) and abs(points[-1, 0]) < 1e-6


# Noise


def noisy(kind: str, steps: int = 1, replicates: int = 20_000, curvatures="[1.0, 1.0]") -> str:
    text = HEAD.replace("steps = 30", f"steps = {steps}\nreplicates = {replicates}\nseed = 3")
    text = text.replace("[4.0, 1.0]", curvatures).replace(
        'loss = "every 1"\ntheta = "every 1"', 'theta = "last"'
    )
    return f"{text}[noise]\n{kind}\n"


def errors(folder, kind, **more):
    """The noise of the first step, [replicate, coordinate], at the gradient (1, -2)."""
    points = results(folder, noisy(kind, **more), device="cpu")["final_theta"].values[0]
    return -(points - [0.9, -1.8]) / 0.1


@pytest.mark.parametrize("rho", [-0.8, 0.0, 0.6, 1.0])
def test_correlated_noise_has_the_covariance_that_is_asked_for(tmp_path, rho):
    wanted = np.array([[4.0, 2.0 * rho], [2.0 * rho, 1.0]])
    text = f'kind = "correlated"\ncovariance = {wanted.tolist()}\nscale = 0.5\nbatch = 4'
    found = np.cov(errors(tmp_path, text).T)
    np.testing.assert_allclose(found, wanted / 16, atol=5 * 4 / 16 * np.sqrt(2 / 20_000))


@pytest.mark.parametrize(
    ("covariance", "words"),
    [
        ("[[1.0, 0.5], [0.4, 1.0]]", "covariance: must be symmetric, but entries 1, 0 and 0, 1 differ"),
        ("[[1.0, 2.0], [2.0, 1.0]]", "covariance: must have no negative eigenvalue"),
        ("[[0.0, 1.0], [1.0, 1.0]]", "covariance: must have no negative eigenvalue"),
        ("[[1.0, 0.0]]", "covariance: needs 2 rows, one a coordinate, not 1"),
        ("[[1.0], [0.0]]", "covariance.0: needs 2 numbers, one a coordinate, not 1"),
        ("[1.0, 2.0]", "covariance: must be a list of points"),
    ],
)
def test_what_is_no_covariance_is_refused(tmp_path, covariance, words):
    with pytest.raises(ScenarioError) as caught:
        plan(tmp_path, noisy(f'kind = "correlated"\ncovariance = {covariance}'))
    assert f"[noise] {words}" in str(caught.value) and "line 20" in str(caught.value)


def test_multiplicative_noise_multiplies_the_mean_square_by_its_factor(tmp_path):
    text = noisy('kind = "multiplicative"\nsigma = 1.5', steps=4, curvatures="[4.0, 1.0]")
    last = results(tmp_path, text, device="cpu")["final_theta"].values[0]
    for found, start, curvature in zip(last.T, (1.0, -2.0), (4.0, 1.0), strict=True):
        pull = 0.1 * curvature
        ratio = (found / start) ** 2
        expected = ((1 - pull) ** 2 + (1.5 * pull) ** 2) ** 4
        assert ratio.mean() == pytest.approx(expected, abs=5 * ratio.std() / np.sqrt(len(ratio)))


@pytest.mark.parametrize("batch", [1, 4, 11, 44])
def test_sampled_inputs_are_least_mean_squares(tmp_path, batch):
    """Ten steps in five dimensions against the exact moments of Gaussian inputs."""
    rate = float(lms_optimal_learning_rate(5, batch))
    text = noisy(f'kind = "sampled_inputs"\nbatch = {batch}', steps=10, curvatures="[1, 1, 1, 1, 1]")
    text = text.replace("[1.0, -2.0]", "[1.0]").replace("0.1", str(rate))
    last = results(tmp_path, text, device="cpu")["final_theta"].values[0]
    square = np.sum(last**2, axis=-1) / 5
    expected = float(lms_error(10, rate, 5, batch))
    assert square.mean() == pytest.approx(expected, abs=4 * square.std() / np.sqrt(len(square)))


# The command line


def test_the_command_line_lists_and_shows_the_kind(tmp_path):
    listed = data(typed("list", "gradients", "--format", "json"))["gradients"]
    assert "clip_norm" in listed and all(listed.values())
    shown = typed("show", "clip_norm").output
    assert 'gradient = [{ kind = "clip_norm" }]' in shown and "threshold" in shown
    assert "gradient" in typed("show", "optimizer").output


def test_the_schema_has_the_chain():
    optimizer = schema()["properties"]["optimizer"]["items"]["oneOf"][0]
    kinds = [
        one["properties"]["kind"]["const"] for one in optimizer["properties"]["gradient"]["items"]["oneOf"]
    ]
    assert "clip_norm" in kinds and "stale" in kinds
