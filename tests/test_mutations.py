"""The mutation pass: each rule of a program can be broken, and claims are seen to notice or not."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial

import pytest
from tiny import BOWL, scenario, typed

import simlab
from simlab import execution, mutating, registry
from simlab.errors import SimlabError
from simlab.kernels.build import kernel_source
from simlab.kernels.mutants import Mutant, mutants, mutated_text
from simlab.mutating import mutated, plan_mutants
from simlab.results.digest import results_digest
from simlab.settings import Reporter, Settings

EVERYTHING = """\
title = "Every rule that a surface's program may have"

[problem]
surface = "quadratic"
curvatures = [4.0, 1.0]

[noise]
kind = "gaussian"
sigma = 0.1

[averaging]
kind = "exponential"
time_constant = 10.0

[run]
steps = 20
replicates = 3

[[hit]]
name = "near"
quantity = "loss"
below = 0.1

[[optimizer]]
name = "momentum"
kind = "momentum"
learning_rate = 0.05
gradient = [{ kind = "clip_norm", threshold = 1.0 }]

[optimizer.schedule]
kind = "cosine"
warm_up = 5.0

[[optimizer]]
name = "adam"
kind = "adam"
learning_rate = 0.05
"""
NETWORK = """\
title = "Every rule that a network's program may have"

[problem]
network = { layers = [3], activation = "tanh", loss = "binary_cross_entropy" }

[start]
kind = "xavier"

[data]
kind = "two_moons"
count = 20

[batch]
order = "shuffled"
size = 5

[run]
steps = 4

[[optimizer]]
kind = "sgd"
learning_rate = 0.1
"""


@pytest.fixture(scope="module")
def plans(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mutants")
    texts = {"everything.toml": EVERYTHING, "network.toml": NETWORK}
    return [simlab.make_plan(simlab.load(scenario(folder, text, name))) for name, text in texts.items()]


@pytest.mark.parametrize("name", registry.names("mutations"))
def test_each_mutation_breaks_a_program_and_says_which_rule(plans, name):
    broken = [(plan, mutant) for plan in plans for mutant in plan_mutants(plan) if mutant.mutation == name]
    assert broken, "no program here has this rule: extend the scenarios of this test"
    for plan, mutant in broken:
        assert mutant.rule[0].isupper() and not mutant.rule.endswith(".")
        for program in plan.programs:
            if mutant in mutants(program):
                whole, less = (kernel_source(one, 8) for one in (program, replace(program, mutation=name)))
                assert less.name != whole.name


def test_only_the_programs_that_have_the_rule_are_broken(plans):
    plan = mutated(plans[0], Mutant("no_bias_correction", "adam"))
    assert {program.optimizer: program.mutation for program in plan.programs} == {
        "momentum": "",
        "adam": "no_bias_correction",
    }


def test_a_modification_that_does_nothing_cannot_be_skipped(tmp_path):
    """The errors of the backward pass are made there; without its call the kernel computes the same."""
    error = 'gradient = [{ kind = "backprop_error", error = "wrong_sign" }]'
    plan = simlab.make_plan(simlab.load(scenario(tmp_path, f"{NETWORK}{error}\n")))
    assert plan.variants[0].program.gradients == ("backprop_error",)
    assert "modification_skipped" not in {mutant.mutation for mutant in plan_mutants(plan)}


def test_a_mutation_that_finds_nothing_to_break_is_an_error():
    with pytest.raises(SimlabError, match="mutation 'half_learning_rate' finds nothing to break"):
        mutated_text("half_learning_rate", "kernel", "no learning rate here")


def test_a_text_that_the_mutation_does_not_concern_is_left_alone():
    assert mutated_text("half_learning_rate", "network", "text") == "text"
    assert mutated_text("", "kernel", "text") == "text"


def test_check_mutate_tells_who_is_caught_and_who_survives(tmp_path):
    path = scenario(tmp_path, BOWL)
    arguments = (
        "check",
        path,
        "--mutate",
        "--no-figures",
        "--out",
        tmp_path / "runs",
        "--device",
        "reference",
    )
    result = typed(*arguments)
    assert result.exit_code == 1
    rows = [
        line.split() for line in result.stdout.splitlines() if line.startswith(("  caught", "  survives"))
    ]
    assert [(row[0], row[1]) for row in rows] == [
        ("survives", "half_learning_rate"),
        ("caught", "lost_coordinate"),
        ("caught", "uphill"),
    ]
    assert "An optimizer steps by the learning rate it is given" in result.stdout
    assert "mutation score 67 %: 2 of 3 mutants caught" in result.stdout
    stored = json.loads(typed(*arguments, "--format", "json").stdout)
    assert stored["score"] == pytest.approx(2 / 3)
    assert [one["claims"] for one in stored["mutants"]] == [[], ["falls"], ["falls"]]
    assert stored["scenarios"][0]["exit_code"] == 0


def test_a_claim_about_the_rate_catches_what_a_loose_one_lets_go(tmp_path):
    sharp = BOWL.replace("at_most = 1e-3", "at_most = 1e-12")
    path = scenario(tmp_path, sharp.replace("steps = 40", "steps = 60"))
    result = typed("check", path, "--mutate", "--no-figures", "--out", tmp_path, "--device", "reference")
    assert result.exit_code == 0, result.stdout
    assert "mutation score 100 %" in result.stdout


def test_a_mutant_that_plain_python_does_sooner_is_not_compiled(tmp_path, monkeypatch):
    used = []

    def noted(plan, settings, reporter):
        used.append(settings.device)
        return execution.execute(plan, replace(settings, device="reference"), reporter)

    monkeypatch.setattr(mutating, "execute", noted)
    path = scenario(tmp_path, BOWL)
    mutating.mutate({path: ["falls"]}, Settings(device="cpu"))
    assert set(used) == {"reference"}
    used.clear()
    for taken in ({"compile_s": 0.0, "run_s": 0.0}, {"to_compile": 0}):  # at once; not at all
        cheap = partial(_cheaper, mutating.estimate, **taken)
        with monkeypatch.context() as patched:
            patched.setattr(mutating, "estimate", cheap)
            mutating.mutate({path: ["falls"]}, Settings(device="cpu"))
        assert set(used) == {"cpu"}
        used.clear()


def _cheaper(estimate, plan, threads, **taken):
    return replace(estimate(plan, threads), **taken)


def test_plain_python_takes_all_lanes_at_once_to_the_same_bits(plans, monkeypatch):
    digests = []
    for widest in (1, 8192):
        monkeypatch.setattr(execution, "WIDEST", widest)
        results, _ = execution.execute(plans[0], Settings(device="reference"), Reporter())
        digests.append(results_digest(results))
    assert digests[0] == digests[1]
