"""The benchmark of diagnoses: every planted scenario is a valid one, and each pitfall is planted."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from tiny import scenario

import simlab
from simlab import registry

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture
def planted(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    yield __import__("planted").PLANTED
    sys.modules.pop("planted", None)


def test_every_planted_scenario_is_valid(planted, tmp_path):
    for maker in planted:
        text = maker(np.random.default_rng(3), 5)
        assert len(simlab.load(scenario(tmp_path, text)).optimizers) == 20


def test_every_pitfall_is_planted(planted):
    assert {maker.__name__ for maker in planted} == {
        *registry.names("pitfalls"),
        "healthy",
        "healthy_network",
    }
