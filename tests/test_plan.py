"""The plan: variants in order, numbers resolved, random numbers shared or not, memory foretold."""

from __future__ import annotations

import json

import numpy as np
import pytest
from network_runs import text as network_text
from tiny import BOWL, results, scenario

import simlab
from simlab.errors import ScenarioError, UsageError
from simlab.kernels.layout import layout
from simlab.kernels.packs import width_of
from simlab.plan.plan import plan_json
from simlab.scenario import loads

pytestmark = pytest.mark.usefixtures("kernels")

HEAD = """\
title = "A plan"
[problem]
surface = "quadratic"
curvatures = [4.0, 1.0]
[run]
steps = 30
replicates = 6
[start]
kind = "uniform"
low = -1
high = 1
[[optimizer]]
name = "gd"
kind = "gd"
learning_rate = "1/lambda_max"
"""
MOMENTUM = """\
[[optimizer]]
name = "heavy"
kind = "momentum"
learning_rate = 0.1
momentum = 0.0
"""
NOISE = '[noise]\nkind = "gaussian"\nsigma = 0.5\n'
RECORD = '[record]\ntheta = "every 1"\n'


def sweep(parameter: str, values: str, **more: object) -> str:
    lines = [f"parameter = {json.dumps(parameter)}", values if "=" in values else f"values = {values}"]
    return (
        "\n".join(["[[sweep]]", *lines, *(f"{key} = {json.dumps(value)}" for key, value in more.items())])
        + "\n"
    )


def plan(folder, text: str, **overrides):
    return simlab.make_plan(simlab.load(scenario(folder, text), overrides))


def setting(planned, name: str) -> list:
    return [variant.settings[name] for variant in planned.variants]


# Variants


def test_without_a_sweep_there_is_one_variant_an_optimizer(tmp_path):
    planned = plan(tmp_path, HEAD + MOMENTUM)
    assert [variant.label for variant in planned.variants] == ["gd", "heavy"]
    assert (planned.trajectories, planned.trajectory_steps) == (12, 360)


def test_the_last_axis_varies_fastest(tmp_path):
    text = (
        HEAD + sweep("optimizer.gd.learning_rate", "[0.1, 0.2]") + sweep("problem.curvatures.0", "[2, 3, 5]")
    )
    planned = plan(tmp_path, text)
    grid = [(variant.axes["learning_rate"], variant.axes["curvatures_0"]) for variant in planned.variants]
    assert grid == [(rate, curvature) for rate in (0.1, 0.2) for curvature in (2, 3, 5)]
    assert planned.variants[1].label == "gd learning_rate=0.1, curvatures_0=3"


def test_zipped_axes_advance_together(tmp_path):
    text = (
        HEAD
        + sweep("optimizer.gd.learning_rate", "[0.1, 0.2, 0.3]", name="rate")
        + sweep("problem.rotation", "[0.0, 10.0]")
        + sweep("problem.curvatures.0", "[2, 3, 5]", name="stiff", zip_with="rate")
    )
    grid = [
        tuple(variant.axes[name] for name in ("rate", "stiff", "rotation"))
        for variant in plan(tmp_path, text).variants
    ]
    assert grid == [
        (rate, stiff, turn) for rate, stiff in ((0.1, 2), (0.2, 3), (0.3, 5)) for turn in (0.0, 10.0)
    ]


def test_a_star_reaches_every_optimizer_and_a_name_only_its_own(tmp_path):
    everyone = plan(tmp_path, HEAD + MOMENTUM + sweep("optimizer.*.learning_rate", "[0.1, 0.2]"))
    assert setting(everyone, "learning_rate") == [0.1, 0.2, 0.1, 0.2]
    own = plan(tmp_path, HEAD + MOMENTUM + sweep("optimizer.heavy.momentum", "[0.5, 0.9]"))
    assert [variant.label for variant in own.variants] == ["gd", "heavy momentum=0.5", "heavy momentum=0.9"]
    assert own.variants[0].axes == {}


def test_one_axis_may_set_several_parameters(tmp_path):
    text = (
        HEAD
        + MOMENTUM
        + sweep("", "[0.1, 0.2]").replace(
            '""', '["optimizer.gd.learning_rate", "optimizer.heavy.learning_rate"]\nname = "rate"'
        )
    )
    assert setting(plan(tmp_path, text), "learning_rate") == [0.1, 0.2, 0.1, 0.2]


@pytest.mark.parametrize(
    ("form", "values"),
    [
        ("linear = { from = 0, to = 1, count = 5 }", [0, 0.25, 0.5, 0.75, 1]),
        ("log = { from = 0.01, to = 1, count = 3 }", [0.01, 0.1, 1]),
        ("factor = { from = 0.1, to = 3, by = 3 }", [0.1, 0.3, 0.9, 2.7]),
    ],
)
def test_forms_of_a_sweep(tmp_path, form, values):
    planned = plan(tmp_path, HEAD + sweep("optimizer.gd.learning_rate", form))
    assert setting(planned, "learning_rate") == values


def test_random_values_follow_from_the_seed(tmp_path):
    text = HEAD + sweep(
        "optimizer.gd.learning_rate", 'random = { from = 0.01, to = 1, count = 9, scale = "log" }'
    )
    rates, again, other = (
        setting(plan(tmp_path, text, **{"run.seed": seed}), "learning_rate") for seed in (1, 1, 2)
    )
    assert rates == again == sorted(rates) and rates != other
    assert 0.01 <= min(rates) < max(rates) <= 1


def test_one_kernel_serves_a_whole_sweep(tmp_path):
    text = (
        HEAD + sweep("optimizer.gd.learning_rate", "[0.1, 0.2]") + sweep("problem.curvatures.1", "[1, 2, 3]")
    )
    assert len(plan(tmp_path, text).programs) == 1


# Numbers


def test_constants_follow_a_swept_problem_and_rates_follow_the_constants(tmp_path):
    planned = plan(tmp_path, HEAD + sweep("problem.curvatures.0", "[4.0, 8.0, 0.5]"))
    assert setting(planned, "lambda_max") == pytest.approx([4.0, 8.0, 1.0])
    assert setting(planned, "lambda_min") == pytest.approx([1.0, 1.0, 0.5])
    assert setting(planned, "kappa") == pytest.approx([4.0, 8.0, 2.0])
    assert setting(planned, "learning_rate") == pytest.approx([1 / 4, 1 / 8, 1.0])


def test_numbers_may_use_their_siblings_in_any_order(tmp_path):
    text = (HEAD + MOMENTUM).replace(
        "learning_rate = 0.1\nmomentum = 0.0",
        'learning_rate = "0.1*(1 - momentum)"\nmomentum = "1 - 1/kappa"',
    )
    heavy = plan(tmp_path, text).variants[1].settings
    assert (heavy["momentum"], heavy["learning_rate"]) == (0.75, pytest.approx(0.025))


def test_every_table_may_use_the_constants(tmp_path):
    text = HEAD.replace("high = 1", 'high = "1/kappa"') + (
        'schedule = { kind = "exponential", time_constant = "steps/3", start = "steps/2" }\n'
        '[noise]\nkind = "gaussian"\nsigma = "sqrt(lambda_min)/2"\n'
        '[averaging]\nkind = "exponential"\ntime_constant = "steps/10"\n'
        '[stop]\nloss_above = "100*kappa"\n[[hit]]\nname = "h"\nquantity = "loss"\nbelow = "1/kappa"\n'
    )
    (variant,) = plan(tmp_path, text).variants
    numbers = variant.numbers
    assert variant.start["high"] == [0.25, 0.25]
    assert (numbers["schedule_time_constant"], numbers["schedule_start"]) == (10.0, 15.0)
    assert numbers["noise_sigma"] == [0.5, 0.5] and numbers["averaging_time_constant"] == 3.0
    assert (numbers["stop_loss_above"], numbers["below_0"]) == (400.0, 0.25)


def test_starts_noise_schedules_stops_and_hits_may_be_swept(tmp_path):
    text = HEAD + (
        'schedule = { kind = "exponential", time_constant = 5 }\n'
        + NOISE
        + '[stop]\nloss_above = 100\n[[hit]]\nname = "h"\nquantity = "loss"\nbelow = 0.1\n'
    )
    for path, values, key in [
        ("noise.sigma", [0.0, 0.5], "noise_sigma"),
        ("optimizer.gd.schedule.time_constant", [3.0, 4.0], "schedule_time_constant"),
        ("stop.loss_above", [10.0, 20.0], "stop_loss_above"),
        ("hit.h.below", [1.0, 2.0], "below_0"),
    ]:
        planned = plan(tmp_path, text + sweep(path, str(values)))
        assert [np.ravel(variant.numbers[key])[0] for variant in planned.variants] == values, path
    swept = results(tmp_path, HEAD + RECORD + sweep("start.high", "[1.0, 3.0]"))
    near, far = swept["start"].values
    np.testing.assert_allclose((far + 1) / 4, (near + 1) / 2)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (HEAD.replace("1/lambda_max", "1/(kappa - kappa)"), "[optimizer.gd] learning_rate"),
        (
            HEAD.replace("1/lambda_max", "1 - kappa"),
            "[optimizer.gd] learning_rate: must be at least 0, not -3",
        ),
        (HEAD + sweep("optimizer.gd.learning_rate", "[0.1, -0.1]"), "must be at least 0, not -0.1"),
        (HEAD.replace("low = -1", "low = [0.0, 0.0, 0.0]"), "low"),
        (HEAD.replace("[4.0, 1.0]", "[4.0, 1.0]\ndimension = 3"), "curvatures: needs 3 numbers"),
    ],
)
def test_numbers_that_do_not_resolve_name_their_place(tmp_path, text, words):
    with pytest.raises(ScenarioError) as caught:
        plan(tmp_path, text)
    assert words in str(caught.value) and "bowl.toml: line" in str(caught.value)


# Random numbers


def test_optimizers_share_starts_and_noise_replicate_by_replicate(tmp_path):
    text = HEAD.replace('"1/lambda_max"', "0.1") + MOMENTUM + NOISE + RECORD  # momentum 0 is gradient descent
    dataset = results(tmp_path, text)
    gd, heavy = dataset["theta"].values
    assert np.array_equal(gd, heavy)
    noisy = np.diff(gd, axis=1) + 0.1 * gd[:, :-1] * [4.0, 1.0]
    assert len(np.unique(noisy)) == noisy.size  # yet each replicate, step and coordinate has its own
    assert len(np.unique(dataset["start"].values[0])) == 12


def test_an_independent_axis_draws_its_own_and_any_other_does_not(tmp_path):
    irrelevant = '[averaging]\nkind = "exponential"\ntime_constant = 5\n'
    text = HEAD + NOISE + irrelevant + RECORD
    shared = results(tmp_path, text + sweep("averaging.time_constant", "[2.0, 3.0]"))
    assert np.array_equal(*shared["theta"].values)
    own = results(tmp_path, text + sweep("averaging.time_constant", "[2.0, 3.0]", independent=True))
    first, second = own["theta"].values
    assert not np.isin(first, second).any()
    more = results(
        tmp_path, text + sweep("averaging.time_constant", "[1.0, 2.0, 3.0, 4.0]", independent=True)
    )
    assert np.array_equal(more["theta"].values[1:3], own["theta"].values)


def test_a_start_on_a_grid_decides_the_replicates_and_is_not_random(tmp_path):
    grid = HEAD.replace(
        'kind = "uniform"\nlow = -1\nhigh = 1', 'kind = "grid"\nlower = -1\nupper = 1\nshape = [3, 2]'
    )
    planned = plan(tmp_path, grid.replace("replicates = 6\n", ""))
    assert planned.replicates == 6 and not planned.random
    assert plan(tmp_path, HEAD).random
    (batch,) = planned.batches()
    assert batch.state[:2, : batch.lanes].T.tolist() == [[x, y] for x in (-1, 0, 1) for y in (-1, 1)]


# Memory and the summary


def test_what_does_not_fit_the_memory_is_refused_before_it_is_made(tmp_path, monkeypatch):
    monkeypatch.setattr("simlab.plan.plan.available_memory", lambda: 8 * 10**9)
    large = HEAD.replace("replicates = 6", "replicates = 100_000_000") + RECORD
    with pytest.raises(
        ScenarioError,
        match=r"100,000,000 trajectories .* need [\d.]+ GB, .* for their results; 50 % of the 8 GB",
    ):
        plan(tmp_path, large)
    assert plan(tmp_path, large.replace("100_000_000", "1000")).trajectories == 1000


def test_the_memory_foretold_is_about_what_the_arrays_take(tmp_path):
    planned = plan(tmp_path, HEAD.replace("replicates = 6", "replicates = 5000") + RECORD)
    (batch,) = planned.batches()
    held = [batch.numbers, batch.state, batch.streams, batch.marks, *batch.records.values()]
    lanes = batch.lanes
    labelled = sum(record.nbytes for record in batch.records.values()) + lanes * (2 * 2 * 8 + 9)
    assert sum(array.nbytes for array in held) + labelled == pytest.approx(planned.memory(), rel=0.02)


@pytest.mark.parametrize("record", ['loss = "every 5"', 'lambda_max = "last"', 'unit_spread = "every 5"'])
def test_what_kernels_of_networks_work_in_is_foretold(record):
    words = network_text(record=record, layers=[40, 40], count=400)
    one, four = (simlab.make_plan(loads(words), threads=threads) for threads in (1, 4))
    (batch,) = one.batches()
    *tables, scratch, places = batch._examples(0)
    assert (four.memory() - one.memory()) / 3 == scratch.nbytes + places.nbytes
    examples = sum(array.nbytes for array in tables)
    beside = one.memory() - one.results_bytes() - sum(map(one.bytes_of, one.chunks()))
    assert beside == scratch.nbytes + places.nbytes + examples


def test_lanczos_and_the_inside_of_layers_take_memory():
    plain, lanczos, inside = (
        simlab.make_plan(loads(network_text(record=f'{name} = "last"')), threads=1)
        for name in ("loss", "lambda_max", "unit_spread")
    )
    (program,) = lanczos.programs
    basis = 24 * program.dimension * width_of(program) * 8
    assert lanczos.memory() - plain.memory() >= basis
    assert inside.memory() > plain.memory()
    memory = (plain.memory() + lanczos.memory()) // 2
    simlab.make_plan(loads(network_text(record='loss = "last"')), memory, threads=1)
    with pytest.raises(ScenarioError, match="may be used"):
        simlab.make_plan(loads(network_text(record='lambda_max = "last"')), memory, threads=1)


def test_planning_many_chunks_looks_at_each_program_once(tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr("simlab.plan.plan.layout", lambda program: asked.append(program) or layout(program))
    planned = simlab.make_plan(simlab.load(scenario(tmp_path, BOWL)), chunk_bytes=1000)
    assert len(planned.chunks()) == planned.summary()["chunks"] > 5 and len(asked) <= 2


def test_the_plan_is_strict_json_even_where_a_direction_is_flat(tmp_path):
    planned = plan(tmp_path, HEAD.replace("[4.0, 1.0]", "[4.0, 0.0]"))
    summary = json.loads(plan_json(planned), parse_constant=lambda name: 1 / 0)
    assert summary["variants"][0]["settings"]["kappa"] == "inf"
    assert (summary["steps"], summary["replicates"], summary["trajectories"]) == (30, 6, 6)


def test_a_start_that_does_not_fit_the_dimension_is_named(tmp_path):
    with pytest.raises((ScenarioError, UsageError), match="at"):
        plan(
            tmp_path,
            BOWL.replace('kind = "uniform"\nlow = 0.5\nhigh = 1.5', 'kind = "point"\nat = [1, 2, 3]'),
        )


def test_a_formula_is_checked_where_its_runs_start(tmp_path):
    formula = HEAD.replace(
        'surface = "quadratic"\ncurvatures = [4.0, 1.0]',
        'expression = "log(1 + exp(a*x)) + 0.5*y**2"\nparameters = { a = 3.0 }\noptimum = [-1, 0]',
    ).replace('"1/lambda_max"', "0.1")
    planned = plan(tmp_path, formula + sweep("problem.parameters.a", "[1.0, 2.0]", name="a"))
    assert setting(planned, "a") == [1.0, 2.0]
    assert planned.variants[0].program == planned.variants[1].program
