"""The comparisons of scenarios/compare are fair: the same grid, starts and steps for every optimizer."""

from __future__ import annotations

import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

from simlab.scenario import load

FOLDER = Path(__file__).parents[1] / "scenarios" / "compare"
FILES = sorted(FOLDER.glob("*.toml"))
FIRST_ORDER = {
    *("gd", "momentum", "nesterov", "adagrad", "rmsprop", "adadelta", "adam", "amsgrad", "adamax", "nadam"),
    *("radam", "adamw", "yogi", "lion", "sign_sgd", "rprop"),
}
pytestmark = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def test_every_optimizer_is_tuned_over_the_same_grid(path):
    text = tomllib.loads(path.read_text(encoding="utf-8"))
    assert {table["kind"] for table in text["optimizer"]} == FIRST_ORDER
    assert len(text["optimizer"]) == len(FIRST_ORDER)
    (sweep,) = text["sweep"]
    assert sweep["parameter"] == "optimizer.*.learning_rate"
    grid = sweep["values"]
    assert grid == sorted(grid) and grid[0] <= 1e-5 and grid[-1] >= 100.0
    assert all(high / low < 3.5 for low, high in pairwise(grid))
    assert 0.001 in grid  # the default of Adam and its kin
    # What an optimizer has beside its default is said in the file: no weight decay towards a minimum at 0.
    extra = {key for table in text["optimizer"] for key in table} - {"kind", "learning_rate"}
    assert extra <= {"weight_decay"}


def test_it_is_random_starts_a_sensitivity_figure_and_claims_that_can_fail(path):
    scenario = load(path)
    text = tomllib.loads(path.read_text(encoding="utf-8"))
    assert scenario.question.endswith("?")
    assert 16 <= text["run"]["replicates"] <= 1024
    assert text["start"]["kind"] in ("uniform", "normal")
    assert any(figure["plot"] == "sensitivity" for figure in text["figure"])
    refuted = {name for control in text["control"] for name in control["refutes"]}
    assert {claim.id for claim in scenario.claims} == refuted


def test_there_are_at_least_eight(path):
    assert len(FILES) >= 8
