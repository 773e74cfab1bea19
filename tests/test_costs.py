"""What a plan says that a run will cost: operations counted, speeds measured, memory and disk foretold."""

from __future__ import annotations

import json

import pytest
from tiny import BOWL, data, scenario, typed

import simlab
from simlab import costs
from simlab.engines import cpu
from simlab.kernels.store import folder
from simlab.plan.batches import width_of
from simlab.plan.machine import available_memory, free_disk

pytestmark = pytest.mark.usefixtures("kernels")

MOMENTUM = BOWL.replace('kind = "gd"', 'kind = "momentum"')


def plan(tmp_path, text=BOWL, **more):
    return simlab.make_plan(simlab.load(scenario(tmp_path, text)), **more)


def operations(tmp_path, text) -> float:
    planned = plan(tmp_path, text)
    (program,) = planned.programs
    return costs.operations_of(planned, program)


def test_operations_are_counted(tmp_path):
    gd, heavy = (operations(tmp_path, text) for text in (BOWL, MOMENTUM))
    assert gd > 4 and heavy == gd + 2 * 2  # p <- mu p - alpha g, theta <- theta + p: two more a coordinate
    longer = operations(tmp_path, BOWL.replace("steps = 40", "steps = 4000"))
    assert longer == gd
    assert operations(tmp_path, BOWL.replace("steps = 40", "steps = 1")) >= gd


def test_a_measured_kernel_is_foretold_by_its_speed(tmp_path, monkeypatch):
    monkeypatch.setenv("SIMLAB_CACHE", str(tmp_path / "store"))
    planned = plan(tmp_path)
    (program,) = planned.programs
    first = costs.estimate(planned, 2)
    assert (first.to_compile, first.basis) == (1, "1 of 1 kernels never ran here")
    monkeypatch.setattr(cpu, "speed_of", lambda kernel: 1000.0)
    kernel = type("Kernel", (), {"__module__": costs._name(program)})
    monkeypatch.setattr(costs, "load_kernel", lambda *which: kernel)
    costs.record(planned, 7.5)
    packs = -(-12 // width_of(program))
    known = costs.estimate(planned, 2)
    assert known.basis == "measured here" and known.compile_s == 7.5
    assert known.run_s == pytest.approx(12 * 40 / 1000.0 / min(2, packs))
    other = costs.estimate(
        plan(tmp_path, MOMENTUM), 1
    )  # as many operations a second as the one that is known
    assert other.run_s == pytest.approx(
        12 * 40 * operations(tmp_path, MOMENTUM) / (1000.0 * operations(tmp_path, BOWL))
    )
    (folder() / "costs.json").write_text("{")
    assert costs.estimate(planned, 2).basis == first.basis


def test_how_much_known_kernels_differ_is_said_once_five_are_known(tmp_path, monkeypatch):
    monkeypatch.setenv("SIMLAB_CACHE", str(tmp_path / "store"))
    rates = {f"k{index}": rate for index, rate in enumerate((1e9, 2e9, 2e9, 2e9, 8e9))}
    known = {
        name: {"kind": ["float64", "surface"], "speed": rate, "operations": 1.0, "compile_s": 1.0}
        for name, rate in rates.items()
    }
    store = folder() / "costs.json"
    store.parent.mkdir(parents=True, exist_ok=True)
    store.write_text(json.dumps(dict(list(known.items())[:4])))
    assert costs.estimate(plan(tmp_path, MOMENTUM), 1).factor is None
    other = {"kind": ["float64", "network"], "speed": 1.0, "operations": 1.0, "compile_s": 1.0}
    older = {"dtype": "float64", "speed": 1.0, "operations": 1.0, "compile_s": 1.0}
    store.write_text(json.dumps(known | {"n": other, "o": older}))  # neither tells anything of a surface
    found = costs.estimate(plan(tmp_path, MOMENTUM), 1)
    assert found.factor == pytest.approx(2.0)
    assert found.run_s == pytest.approx(12 * 40 * operations(tmp_path, MOMENTUM) / 2e9)


def test_the_plan_prints_what_a_run_takes(tmp_path, monkeypatch):
    monkeypatch.setenv("SIMLAB_CACHE", str(tmp_path / "store"))
    path = scenario(tmp_path, BOWL)
    printed = typed("plan", path).stdout
    for words in (
        "memory",
        "in 1 chunk",
        "disk",
        "floating-point operations",
        "to run",
        "never ran here",
    ):
        assert words in printed
    (summary,) = data(typed("plan", path, "--format", "json", "--memory", "20kB"))
    assert summary["chunks"] > 1 and summary["memory_bytes"] <= 20_000
    assert summary["estimate"]["operations"] > 12 * 40 * 4


@pytest.mark.parametrize("size", ["0", "-1GB", "many", "1e999", "4 PB"])
def test_what_is_no_size_is_said(tmp_path, size):
    result = typed("plan", scenario(tmp_path), "--memory", size)
    assert result.exit_code == 2 and "is not a size such as 500MB or 4GB" in result.stderr


def test_a_smaller_memory_cuts_finer_and_a_cluster_too(tmp_path):
    text = BOWL.replace("replicates = 12", "replicates = 5000")
    whole, small, many = (
        plan(tmp_path, text, memory=size, pieces=n) for size, n in ((0, 1), (4_000_000, 1), (0, 50))
    )
    assert len(whole.chunks()) == 1 < len(small.chunks()) and len(many.chunks()) >= 50
    assert small.memory() <= 4_000_000
    assert sum(chunk.count for chunk in small.chunks()) == 5000
    assert [chunk.index for chunk in many.chunks()] == list(range(len(many.chunks())))


def test_the_machine_tells_what_is_free(tmp_path):
    assert available_memory() > 10**7 and free_disk(tmp_path / "not" / "there") > 10**6


def test_the_speed_of_a_kernel_is_that_of_all_its_calls(tmp_path, monkeypatch):
    monkeypatch.setattr(cpu, "_totals", {})
    planned = plan(tmp_path, BOWL.replace("steps = 40", "steps = 4000"))
    (batch,) = planned.batches()
    kernel = cpu.load_kernel(batch.program, batch.width)
    assert cpu.speed_of(kernel) is None
    cpu.run([batch], 1)
    lane_steps, seconds = cpu._totals[kernel]
    assert lane_steps == 12 * 4000 and cpu.speed_of(kernel) == lane_steps / seconds
