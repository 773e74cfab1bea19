"""Pitfalls are told from symptoms, each from the others; the command names them and tries the workaround."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import replace

import numpy as np
import pytest
from tiny import BOWL, ran, results, scenario, typed

import simlab
from simlab import registry
from simlab.cli.diagnose import as_toml
from simlab.diagnosis.examine import HEALTHY, examine
from simlab.diagnosis.symptoms import Symptoms
from simlab.settings import Settings
from simlab.status import Status

STEPS = np.arange(201.0)


def symptoms(theta, curvatures=(2.0, 1.0), rate=0.5, noisy=False, **changes) -> Symptoms:
    """Those of descent [replicates, steps, 2] on a bowl."""
    theta = np.asarray(theta)
    facts = {
        "label": "v",
        "optimizer": "gd",
        "kind": "gd",
        "steps": STEPS,
        "loss": 0.5 * theta**2 @ np.asarray(curvatures),
        "status": np.zeros(len(theta), np.uint8),
        "settings": {
            "learning_rate": rate,
            "lambda_max": curvatures[0],
            "kappa": curvatures[0] / curvatures[1],
        },
        "noisy": noisy,
        "theta": theta,
        "recorded": {
            "grad_norm": np.linalg.norm(theta * curvatures, axis=2),
            "lambda_max": np.full((len(theta), 2), curvatures[0]),
            "lambda_min": np.full((len(theta), 2), curvatures[1]),
        },
        "gradient_error": 1e-9,
    }
    return Symptoms(**facts | changes)


def descent(rate, curvatures=(2.0, 1.0), noise=0.0, start=(1.0, 1.3)):
    """Descent with additive noise on a bowl: what the recursion says, no simlab."""
    rng, x, path = np.random.default_rng(1), np.tile(start, (5, 1)), []
    for _ in STEPS:
        path.append(x)
        x = x - rate * (x * curvatures + noise * rng.standard_normal(x.shape))
    return np.stack(path, axis=1)


def network(spread=1.0, rank=3.0, dead=0.0, saturated=0.0, ratio=1.0, inputs=None, **changes) -> Symptoms:
    """Those of a healthy network of two hidden layers, but for what is said."""
    of_layers = {
        "unit_spread": [spread, 1.0, 0.0],
        "effective_rank": [rank, 3.0, 1.0],
        "dead_fraction": [0.0, dead, 0.0],
        "saturated_fraction": [saturated, 0.0, 0.0],
        "slope_norm": [ratio, np.sqrt(ratio), 1.0],
    }
    healthy = symptoms(descent(0.5))
    recorded = {name: np.tile(row, (5, 2, 1)) for name, row in of_layers.items()}
    data = np.random.default_rng(2).standard_normal((2, 64)) if inputs is None else inputs
    return replace(healthy, network=True, inputs=data, recorded={**healthy.recorded, **recorded}, **changes)


def well() -> Symptoms:
    """Half of the starts settle in the worse of two wells."""
    loss = np.tile(np.exp(-STEPS / 10.0), (6, 1))
    loss[:3] += 0.5 * (1.0 - np.exp(-STEPS / 10.0))
    norms = np.tile(np.exp(-STEPS / 10.0), (6, 1))
    return symptoms(
        descent(0.5)[[0] * 6], loss=loss, recorded={"grad_norm": norms}, settings={"learning_rate": 0.5}
    )


def spoiled(value) -> np.ndarray:
    """Inputs of which one is ``value``."""
    inputs = np.random.default_rng(2).standard_normal((2, 64))
    inputs[1, 7] = value
    return inputs


PLANTED = {
    "bad_batch_values": lambda: network(inputs=spoiled(np.nan)),
    "bad_conditioning": lambda: symptoms(descent(0.5, (2.0, 2e-3)), (2.0, 2e-3)),
    "dead_units": lambda: network(dead=0.9),
    "exploding_gradients": lambda: network(ratio=1e5),
    "fluctuations": lambda: symptoms(descent(0.2, noise=1.0), rate=0.2, noisy=True),
    "incorrect_gradients": lambda: symptoms(descent(0.5), gradient_error=0.3),
    "instability": lambda: symptoms(descent(1.05), rate=1.05),
    "local_optimum": well,
    "oscillations": lambda: symptoms(descent(0.97), rate=0.97),
    "saturated_units": lambda: network(saturated=0.8),
    "slow_progress": lambda: symptoms(descent(1e-4), rate=1e-4),
    "symmetry": lambda: network(spread=0.0, rank=1.0),
    "vanishing_gradients": lambda: network(ratio=1e-6),
}


@pytest.mark.parametrize("name", registry.names("pitfalls"))
def test_each_pitfall_is_told_from_the_others(name):
    diagnosis = examine(PLANTED[name]())
    assert [finding.pitfall for finding in diagnosis.findings] == [name]
    (finding,) = diagnosis.findings
    assert finding.evidence and finding.workaround
    assert diagnosis.name == name


@pytest.mark.parametrize("healthy", [lambda: symptoms(descent(0.5)), network])
def test_a_run_without_a_pitfall_is_healthy(healthy):
    diagnosis = examine(healthy())
    assert diagnosis.name == HEALTHY and not diagnosis.findings and not diagnosis.unexamined


@pytest.mark.parametrize("value", [np.inf, 400.0])
def test_an_outlier_is_a_bad_value_too(value):
    assert examine(network(inputs=spoiled(value))).name == "bad_batch_values"


def test_diverged_trajectories_are_instability_whatever_the_curve_was():
    status = np.array([Status.NON_FINITE] * 3 + [Status.RUNNING] * 2, np.uint8)
    diagnosis = examine(symptoms(descent(0.5), status=status))
    assert "60 % of the trajectories diverge" in diagnosis.findings[0].evidence


def test_what_is_not_recorded_is_said_not_guessed():
    bare = replace(symptoms(descent(0.97)), theta=None, recorded={}, gradient_error=None)
    diagnosis = examine(bare)
    assert diagnosis.name == HEALTHY
    assert diagnosis.unexamined["oscillations"] == ("theta",)
    assert diagnosis.unexamined["local_optimum"] == ("grad_norm",)
    assert "symmetry" not in diagnosis.unexamined  # a bowl has no units


def test_the_training_curve_alone_is_blind_to_oscillations():
    smooth, jumping = symptoms(descent(0.03), rate=0.03), symptoms(descent(0.97), rate=0.97)
    for one in (smooth, jumping):
        assert one.up_share == 0.0
    assert examine(smooth).name == HEALTHY and examine(jumping).name == "oscillations"


MIXED = (
    BOWL.replace('learning_rate = "1/lambda_max"', "learning_rate = 0.52")
    + """
[[optimizer]]
name = "wrong"
kind = "gd"
learning_rate = 0.2
gradient = [{ kind = "sign_error", coordinate = 1 }]

[[optimizer]]
name = "fine"
kind = "gd"
learning_rate = 0.2
"""
)


def test_the_command_names_problems_and_tries_the_workaround(tmp_path):
    arguments = ("diagnose", scenario(tmp_path, MIXED), "--fix", "--device", "reference")
    result = typed(*arguments)
    words = " ".join(result.stdout.split())  # however wide the terminal
    assert result.exit_code == 1
    assert "instability the loss rises" in words
    assert "learning rate times largest curvature is 2.08, to be below 2" in words
    assert "with optimizer.gd.learning_rate = 0.25" in words
    assert re.search(r"a thousandth of the first loss: never -> at step \d+", words)
    assert "incorrect gradients the gradient differs from central differences" in words
    assert "with optimizer.wrong.gradient = []" in words
    rows = json.loads(typed(*arguments, "--format", "json").stdout)
    assert [row["diagnosis"] for row in rows] == ["instability", "incorrect_gradients", "healthy"]
    assert [row["after"] and row["after"]["diagnosis"] for row in rows] == ["healthy", "healthy", None]
    assert rows[0]["after"]["last_loss"] < 1e-3 < rows[0]["last_loss"]


def test_a_gradient_is_compared_as_the_observer_compares_it(tmp_path):
    wrong = simlab.diagnose(scenario(tmp_path, MIXED), Settings(device="reference"))[1].before.findings[0]
    start = results(tmp_path, MIXED)["start"].values[1, 0]
    x = (start + 0.05 * (1 + np.abs(start)) * np.cos(1 + np.arange(2))).tolist()
    there = MIXED.replace('kind = "uniform"\nlow = 0.5\nhigh = 1.5', f'kind = "point"\nat = {x}')
    observed = results(tmp_path, there.replace("[record]", '[record]\ngradient_error = "every 1"'))
    of_observer = float(observed["gradient_error"][1, 0, 0])
    assert of_observer == pytest.approx(2 * abs(x[1]) / max(4 * abs(x[0]), abs(x[1])), rel=1e-6)
    assert f"loss by {of_observer:.2g}, relative" in wrong.evidence


def test_a_cure_is_printed_as_a_scenario_takes_it():
    cure = {"kind": "momentum", "learning_rate": 0.0011097928633550852, "on": True, "at": [1.0, "x"]}
    shown = as_toml(cure)
    assert shown == '{ kind = "momentum", learning_rate = 0.00110979, on = true, at = [1, "x"] }'
    assert tomllib.loads(f"a = {shown}")["a"]["learning_rate"] == 0.00110979


def test_swept_variants_are_diagnosed_and_mended_each_by_itself(tmp_path):
    text = BOWL + '\n[[sweep]]\nparameter = "optimizer.gd.learning_rate"\nvalues = [0.2, 0.55]\n'
    settings = Settings(device="reference")
    fine, unstable = simlab.diagnose(scenario(tmp_path, text), settings, fix=True)
    assert fine.before.name == HEALTHY and fine.after is None
    assert unstable.before.name == "instability" and unstable.after.name == HEALTHY


COPIES = """title = "Copies"
[problem]
network = { layers = [2], loss = "mse" }
[data]
kind = "xor"
count = 4
[start]
kind = "normal"
std = 0.0
[run]
steps = 3
[[optimizer]]
name = "gd"
kind = "gd"
learning_rate = 0.1
[[sweep]]
parameter = "start.std"
values = [0.0, 0.5]
"""


def test_a_cure_may_replace_the_table_that_is_swept(tmp_path):
    settings = Settings(device="reference")
    copies, _ = simlab.diagnose(scenario(tmp_path, COPIES), settings, fix=True)
    assert copies.before.name == "symmetry" and copies.after.name != "symmetry"


def test_an_error_of_the_backward_pass_is_an_incorrect_gradient(tmp_path):
    wrong = 'learning_rate = 0.1\ngradient = [{ kind = "backprop_error", error = "missing_bias" }]'
    text = COPIES.replace("learning_rate = 0.1", wrong).replace("values = [0.0,", "values = [0.4,")
    for treatment in simlab.diagnose(scenario(tmp_path, text), Settings(device="reference"), fix=True):
        assert treatment.before.name == "incorrect_gradients"
        assert treatment.after.name != "incorrect_gradients"


def test_a_finished_run_is_judged_by_what_it_recorded(tmp_path):
    run = ran(tmp_path, MIXED)
    result = typed("diagnose", run.folder, "--device", "reference")
    assert result.exit_code == 1
    assert "instability" in result.stdout and "incorrect gradients" in result.stdout
    assert "not examined:" in result.stdout and "theta" in result.stdout


def test_a_scenario_that_is_not_there_is_said(tmp_path):
    result = typed("diagnose", tmp_path / "nosuch.toml")
    assert result.exit_code == 2
    assert "nosuch.toml: no such file" in result.stderr
