"""Landscapes: the points of their lines and planes, what is seen there, and what a scenario may ask for."""

from __future__ import annotations

import numpy as np
import pytest
from naive import landscapes as naive
from naive import networks
from tiny import ran

from simlab import engines
from simlab.engines import Interrupted, cpu
from simlab.errors import ScenarioError
from simlab.execution import execute
from simlab.landscapes import survey
from simlab.landscapes.plane import Trajectory
from simlab.landscapes.sight import _normals
from simlab.plan import make_plan
from simlab.registry import load
from simlab.results.store import open_results
from simlab.scenario import loads
from simlab.settings import Reporter, Settings
from simlab.verdicts import judge

pytestmark = pytest.mark.usefixtures("kernels")

SURFACE = """\
title = "A valley"

[problem]
surface = "rosenbrock"
dimension = 3

[start]
kind = "normal"
mean = 0.0
std = 0.5

[run]
steps = 30
replicates = 3
seed = 5

[[optimizer]]
kind = "gd"
learning_rate = 0.001

[record]
loss = "every 1"
theta = "every 1"

[[landscape]]
name = "straight"
kind = "line"
points = 5
range = [0.0, 1.0]
quantities = ["loss", "lambda_max"]

[[landscape]]
name = "between"
kind = "line"
between = "replicates"
points = 3

[[landscape]]
name = "around"
kind = "random"
points = 4
replicates = 2

[[landscape]]
name = "way"
kind = "trajectory"
points = 5
range = [0.0, 1.0]
"""
NETWORK = """\
title = "A network"

[problem]
network = { layers = [3], activation = "tanh", loss = "mse" }

[data]
kind = "sine"
count = 12

[start]
kind = "xavier"

[run]
steps = 2
replicates = 2
seed = 5

[[optimizer]]
kind = "gd"
learning_rate = 0.1

[[landscape]]
name = "around"
kind = "random"
points = 3
"""


def rosenbrock(x):
    return (100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2).sum(axis=0)


def results(text, device="reference"):
    return execute(make_plan(loads(text)), Settings(device=device), Reporter())[0]


@pytest.fixture(scope="module")
def valley():
    return results(SURFACE)


def test_a_line_goes_from_the_start_to_the_end(valley):
    seen, sides = valley.straight_loss.values[0], valley.landscape_x_straight.values
    np.testing.assert_array_equal(sides, [0.0, 0.25, 0.5, 0.75, 1.0])
    for replicate in range(3):
        start, end = (valley[name].values[0, replicate] for name in ("start", "final_theta"))
        np.testing.assert_allclose(seen[replicate], rosenbrock(naive.on_line(start, end, sides)), rtol=1e-13)
        np.testing.assert_allclose(seen[replicate, [0, -1]], valley.loss.values[0, replicate, [0, -1]])


def test_a_line_between_replicates_ends_at_the_end_of_the_next(valley):
    ends = valley.final_theta.values[0]
    for replicate in range(3):
        points = naive.on_line(ends[replicate], ends[(replicate + 1) % 3], [-0.5, 0.5, 1.5])
        np.testing.assert_allclose(valley.between_loss.values[0, replicate], rosenbrock(points), rtol=1e-13)


def test_a_random_plane_of_a_surface_has_directions_of_length_1(valley):
    center = valley.final_theta.values[0, 1]
    directions = [_normals(5, 0, 1, 3, number) for number in range(2)]
    d1, d2 = (one / np.linalg.norm(one) for one in directions)
    sides = np.linspace(-1.0, 1.0, 4)
    expected = [[rosenbrock(center + a * d1 + b * d2) for b in sides] for a in sides]
    np.testing.assert_allclose(valley.around_loss.values[0, 1], expected, rtol=1e-13)
    assert valley.around_loss.dims[1:] == (
        "landscape_replicate_around",
        "landscape_x_around",
        "landscape_y_around",
    )


def test_the_plane_of_a_path_is_that_of_its_principal_directions(valley):
    path = valley.theta.values[0, 2]
    directions, shares = naive.principal(path)
    np.testing.assert_allclose(valley.way_explained.values[0, 2], shares, rtol=1e-9)
    flat = path[-1] + (path - path[-1]) @ directions.T @ directions
    np.testing.assert_allclose(valley.way_plane_loss.values[0, 2], rosenbrock(flat.T), rtol=1e-9)
    np.testing.assert_allclose(valley.way_path_loss.values[0, 2], valley.loss.values[0, 2], rtol=1e-13)
    projected, positions = valley.way_path.values[0, 2], valley.way_position.values[0, 2]
    np.testing.assert_allclose(np.abs(projected), np.abs((path - path[-1]) @ directions.T), atol=1e-12)
    assert (projected[0] >= 0).all()
    np.testing.assert_allclose(positions[:, 0], projected.min(axis=0), atol=1e-15)
    np.testing.assert_allclose(positions[:, -1], projected.max(axis=0), atol=1e-15)


def test_a_filter_normalised_plane_of_a_network():
    data = results(NETWORK)
    scenario = loads(NETWORK)
    tables = make_plan(scenario).variants[0].network.tables
    for replicate in range(2):
        center = data.final_theta.values[0, replicate]
        d1, d2 = (
            naive.filter_normalised(_normals(5, 0, replicate, 10, number), center, [(1, 3), (3, 1)])
            for number in range(2)
        )
        for i, a in enumerate((-1.0, 0.0, 1.0)):
            for j, b in enumerate((-1.0, 0.0, 1.0)):
                out = networks.outputs(center + a * d1 + b * d2, [1, 3, 1], "tanh", tables.inputs)
                loss = networks.LOSSES["mse"](out, tables.targets)[0].mean()
                np.testing.assert_allclose(data.around_loss.values[0, replicate, i, j], loss, rtol=1e-12)


def test_layers_are_normalised_as_a_whole():
    blocks = list(make_plan(loads(NETWORK)).variants[0].network.architecture.blocks())
    theta, direction = np.arange(1.0, 11.0), np.random.default_rng(1).normal(size=10)
    nowhere = np.zeros((0, 10))
    one = Trajectory(theta, theta, theta, nowhere, blocks, lambda count, number: direction.copy())
    found = load("landscapes", "random").plane(one, center="end", normalise="layer").directions[0]
    for block in blocks:
        part = slice(block.first, block.first + block.count)
        length = np.linalg.norm(theta[part]) if block.kind == "weight" else 0.0
        np.testing.assert_allclose(np.linalg.norm(found[part]), length, rtol=1e-14)


def test_the_compiled_kernel_and_smaller_portions_give_the_same_bits(valley, monkeypatch):
    monkeypatch.setattr(survey, "POINT_BYTES", 8 * 3 * 7)
    compiled = results(SURFACE, "cpu")
    for name in valley.data_vars:
        np.testing.assert_array_equal(compiled[name].values, valley[name].values, err_msg=name)


def test_a_trajectory_that_is_lost_has_a_landscape_of_nan():
    lost = results(SURFACE.replace("learning_rate = 0.001", "learning_rate = 10.0"))
    assert np.isnan(lost.way_loss.values).all() and np.isnan(lost.way_explained.values).all()


def test_claims_and_the_store_know_landscapes(tmp_path):
    claim = """
[[claim]]
id = "slope"
text = "The end lies below the start"
statistic = "mean(at(straight_loss, landscape_x=1.0) - at(straight_loss, landscape_x=0.0))"
at_most = 0.0
"""
    text = SURFACE.replace("replicates = 3", "replicates = 12") + claim
    run = ran(tmp_path, text)
    assert [verdict.verdict for verdict in run.verdicts] == ["supported"]
    stored = open_results(run.folder, verify=True)
    np.testing.assert_array_equal(stored.way_loss.values, run.results.way_loss.values)
    broken = judge(run.results, loads(text.replace("at_most = 0.0", "at_least = 0.0")).claims)
    assert broken[0].verdict == "refuted"


def test_the_plan_counts_what_the_results_hold_of_landscapes(valley):
    without = make_plan(loads(SURFACE.partition("[[landscape]]")[0])).results_bytes()
    kept = ("straight_loss", "straight_lambda_max", "between_loss", "around_loss", "way_loss")
    size = sum(valley[name].nbytes for name in kept)
    assert make_plan(loads(SURFACE)).results_bytes() == without + size


def test_ctrl_c_ends_it_and_says_so(monkeypatch):
    monkeypatch.setattr(cpu, "load_kernel", _interrupted)
    plan = make_plan(loads(SURFACE))
    data = results(SURFACE.partition("[[landscape]]")[0])
    one = survey.Survey(plan, plan.scenario.landscapes[0], data, engines.choose("cpu"), 1)
    with pytest.raises(Interrupted):
        one.variables(lambda lanes: None)


def _interrupted(program, width):
    def kernel(*arguments):
        raise KeyboardInterrupt

    return kernel


WRONG = {
    'theta = "every 1"\n': ("", "needs the path of the trajectory"),
    'name = "around"': ('name = "straight"', "'straight' is taken by another landscape"),
    'name = "between"': ('name = "best"', "the results have another 'best_loss'"),
    "replicates = 2\n": ("replicates = 4\n", "is 4, but the run has 3"),
    "range = [0.0, 1.0]\nquantities": ("range = [1.0, 1.0]\nquantities", "range needs two rising numbers"),
    'quantities = ["loss", "lambda_max"]': ('quantities = ["velocity"]', "must be one of"),
    'quantities = ["loss", "lambda_max"]\n': ('quantities = ["accuracy"]\n', "needs a network with [data]"),
    'kind = "random"\n': ('kind = "randon"\n', "did you mean 'random'?"),
    'between = "replicates"\n': ('center = "start"\n', "unknown key"),
    '[record]\nloss = "every 1"\n': ('[stream]\nloss = ["mean"]\n[record]\nloss = "last"\n', "needs single"),
}


@pytest.mark.parametrize("old", WRONG)
def test_what_cannot_be_is_said(old):
    new, words = WRONG[old]
    assert old in SURFACE
    with pytest.raises(ScenarioError) as caught:
        loads(SURFACE.replace(old, new, 1))
    assert words in str(caught.value) and "[landscape." in str(caught.value)


NETWORKS_WRONG = {
    'loss = "mse" }': ('loss = "mse", normalise = "batch" }', "needs the running averages"),
    "points = 3\n": ('quantities = ["test_loss"]\n', "test_loss needs a test part"),
    "points = 3": ('quantities = ["accuracy"]\n', "accuracy counts wrong classes"),
}


@pytest.mark.parametrize("old", NETWORKS_WRONG)
def test_what_a_network_does_not_have_is_said(old):
    new, words = NETWORKS_WRONG[old]
    with pytest.raises(ScenarioError) as caught:
        make_plan(loads(NETWORK.replace(old, new, 1)))
    assert words in str(caught.value) and "[landscape.around]" in str(caught.value)
