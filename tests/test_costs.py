"""What a plan says that a run will cost: operations counted, speeds measured, memory and disk foretold."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from tiny import BOWL, data, scenario, typed

import simlab
from simlab import costs
from simlab.cli.options import PROGRAM
from simlab.effort import _of_network, effort_of, jobs
from simlab.engines import cpu
from simlab.kernels.packs import width_of
from simlab.kernels.store import folder
from simlab.plan.machine import available_memory, free_disk

pytestmark = pytest.mark.usefixtures("kernels")

MOMENTUM = BOWL.replace('kind = "gd"', 'kind = "momentum"')

LANDSCAPE = """
[[landscape]]
name = "seen"
kind = "line"
points = {points}
"""
NETWORK = """
title = "A small network"
problem = { network = { layers = [6], activation = "sigmoid", loss = "mse" } }
data = { kind = "blobs", count = 32 }
start = { kind = "xavier" }
run = { steps = 20, replicates = 4 }
optimizer = [{ kind = "gd", learning_rate = 0.2 }]
record = { loss = "every 5" }
"""


def plan(tmp_path, text=BOWL, **more):
    return simlab.make_plan(simlab.load(scenario(tmp_path, text)), **more)


def effort(tmp_path, text):
    planned = plan(tmp_path, text)
    (job,) = jobs(planned)
    return effort_of(planned, job)


def test_operations_are_counted(tmp_path):
    gd, heavy = (effort(tmp_path, text).step for text in (BOWL, MOMENTUM))
    assert 2 * gd.work >= gd.operations > 4  # a fused multiplication and addition are two, at once
    assert heavy.operations == gd.operations + 2 * 2  # p <- mu p - alpha g: two more a coordinate
    assert effort(tmp_path, BOWL.replace("steps = 40", "steps = 4000")).step == gd
    assert effort(tmp_path, BOWL.replace("steps = 40", "steps = 1")).step == gd


@pytest.mark.parametrize("order", ["shuffled", "with_replacement", "class_sorted", "class_homogeneous"])
def test_batches_of_every_order_are_counted(tmp_path, order):
    """The words that a generator multiplies stay words: a place that is none would be out of bounds."""
    batch = f'batch = {{ size = 5, order = "{order}" }}\n'
    assert effort(tmp_path, NETWORK.replace("start =", batch + "start =")).step.work > 100


def test_chance_is_work_and_so_is_a_record(tmp_path):
    quiet = effort(tmp_path, BOWL)
    noisy = effort(tmp_path, BOWL + '\n[noise]\nkind = "gaussian"\nsigma = 0.1\n')
    assert noisy.step.work > quiet.step.work + 100  # the integer rounds of the generator
    curved = effort(tmp_path, BOWL.replace("[record]", '[record]\nlambda_max = "last"'))
    assert curved.record.work > quiet.record.work and curved.step == quiet.step
    assert quiet.over(10, 2).work == 10 * quiet.step.work + 2 * quiet.record.work


def test_a_small_network_is_counted_near_what_is_reckoned_from_its_size(tmp_path):
    planned = plan(tmp_path, NETWORK)
    (job,) = jobs(planned)
    counted, reckoned = effort_of(planned, job), _of_network(job.program, job.variant)
    for one, other in ((counted.step, reckoned.step), (counted.record, reckoned.record)):
        assert 1 / 4 < one.work / other.work < 4
        assert other.operations <= one.operations  # those of activations are not reckoned


def test_landscapes_take_time_in_the_plan(tmp_path):
    few, many = (
        costs.estimate(plan(tmp_path, BOWL + LANDSCAPE.format(points=points)), 1) for points in (11, 901)
    )
    assert 0 < few.landscapes_s < many.landscapes_s < many.run_s
    assert costs.estimate(plan(tmp_path), 1).landscapes_s == 0
    printed = typed("plan", scenario(tmp_path, BOWL + LANDSCAPE.format(points=901))).stdout
    assert "s of it for landscapes" in printed


def test_a_measured_kernel_is_foretold_by_its_speed(tmp_path, monkeypatch):
    monkeypatch.setenv("SIMLAB_CACHE", str(tmp_path / "store"))
    monkeypatch.setattr(costs, "_RUN", 0.0)
    planned = plan(tmp_path)
    (job,) = jobs(planned)
    first = costs.estimate(planned, 2)
    assert (first.to_compile, first.basis) == (1, "1 of 1 kernels never ran here long enough")
    monkeypatch.setattr(cpu, "taken_speed", lambda name: cpu.Speed(1000.0, 1.0))
    costs.record(planned, 7.5)
    known = costs.estimate(planned, 2)
    assert known.basis == "measured here" and known.compile_s == 7.5
    threads = min(2, cpu.most_tasks(job.program, job.packs, job.lane_steps / 1000.0))
    assert known.run_s == pytest.approx(job.lane_steps / 1000.0 / threads, rel=0.01)
    other = costs.estimate(plan(tmp_path, MOMENTUM), 1)  # works as fast as the one that is known
    heavy, light = (effort(tmp_path, text).over(40, job.records).work for text in (MOMENTUM, BOWL))
    assert other.run_s == pytest.approx(job.lane_steps / 1000.0 * heavy / light, rel=0.01)
    monkeypatch.setattr(costs, "_RUN", 1.0)
    assert costs.estimate(planned, 2).run_s == pytest.approx(known.run_s + 1.0)
    (folder() / "costs.json").write_text("{")
    assert costs.estimate(planned, 2).basis == first.basis


@pytest.mark.parametrize(("seconds", "tells"), [(0.0001, False), (0.009, True), (1.0, True)])
def test_how_fast_a_moment_was_tells_nothing_of_hours(tmp_path, monkeypatch, seconds, tells):
    monkeypatch.setenv("SIMLAB_CACHE", str(tmp_path / "store"))
    monkeypatch.setattr(costs, "_RUN", 0.0)
    planned = plan(tmp_path)
    (job,) = jobs(planned)
    monkeypatch.setattr(cpu, "taken_speed", lambda name: cpu.Speed(job.lane_steps / 0.08, seconds))
    costs.record(planned, None)
    found = costs.estimate(planned, 1)
    assert (found.run_s == pytest.approx(0.08, rel=0.1)) == tells
    assert ("measured here" in found.basis) == tells


def test_a_short_run_does_not_forget_a_long_one(tmp_path, monkeypatch):
    monkeypatch.setenv("SIMLAB_CACHE", str(tmp_path / "store"))
    monkeypatch.setattr(costs, "_RUN", 0.0)
    planned, speeds = plan(tmp_path), iter(((1000.0, 10.0), (10.0, 0.1), (500.0, 5.0)))
    monkeypatch.setattr(cpu, "taken_speed", lambda name: cpu.Speed(*next(speeds)))
    found = []
    for _ in range(3):
        costs.record(planned, None)
        found.append(costs.estimate(planned, 1).run_s)
    assert found[1] == found[0] and found[2] == pytest.approx(2 * found[0], rel=0.01)


def test_how_much_known_kernels_differ_is_said_once_five_are_known(tmp_path, monkeypatch):
    monkeypatch.setenv("SIMLAB_CACHE", str(tmp_path / "store"))
    one = {"kind": "float64 surface", "rate": 0.0, "seconds": 1.0, "ends": False, "compile_s": 1.0}
    one["effort"] = [[1.0, 1.0, 1.0], [1.0, 1.0, 1.0]]
    rates = (1e3, 2e3, 2e3, 2e3, 8e3)
    known = {f"k{index}": one | {"rate": rate} for index, rate in enumerate(rates)}
    store = folder() / "costs.json"
    store.parent.mkdir(parents=True, exist_ok=True)
    store.write_text(json.dumps(dict(list(known.items())[:4])))
    assert costs.estimate(plan(tmp_path, MOMENTUM), 1).factor is None
    others = {  # none of them tells anything of a surface that runs to its end
        "network": one | {"kind": "float64 network", "rate": 1.0},
        "short": one | {"seconds": 1e-4, "rate": 1.0},
        "ends": one | {"ends": True, "rate": 1.0},
        "older": {"kind": ["float64", "surface"], "speed": 1.0},
    }
    store.write_text(json.dumps(known | others))
    planned = plan(tmp_path, MOMENTUM)
    (job,), found = jobs(planned), costs.estimate(planned, 1)
    assert found.factor == pytest.approx(2.0)
    work = effort_of(planned, job).over(job.steps, job.records).work
    assert found.run_s == pytest.approx(job.packs * width_of(job.program) * work / 2e3, rel=0.01)


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


def test_what_a_command_takes_beside_running_is_learnt_from_commands(tmp_path, monkeypatch):
    monkeypatch.setenv("SIMLAB_CACHE", str(tmp_path / "store"))
    path = scenario(tmp_path, BOWL + '[[figure]]\nplot = "curves"\ny = "loss"\n')

    def foretold():
        (summary,) = data(typed("plan", path, "--format", "json"))
        return summary["estimate"]["beside_s"]

    assert foretold() == pytest.approx(3.7)  # nothing is known yet
    assert "about 3.7 s to start, write, judge and draw" in typed("plan", path).stdout
    run = ("run", path, "--out", tmp_path / "runs", "--device", "reference")
    assert typed(*run).exit_code == 0 and foretold() == pytest.approx(3.7)  # of a process that does more
    clock = iter([2.0, 10.0, 100.0, 101.0, 102.0, 107.0])
    monkeypatch.setattr("simlab.cli.spent.time", SimpleNamespace(process_time=lambda: next(clock)))
    assert typed(*run, "--seed", 3, obj=PROGRAM).exit_code == 0
    assert foretold() == pytest.approx(2.0 + 1.0 + 1.0 + 5.0)  # neither compiling nor running
    (tmp_path / "store" / "beside.json").write_text("{")
    assert foretold() == pytest.approx(3.7)


@pytest.mark.parametrize("size", ["0", "-1GB", "many", "1e999", "4 PB"])
def test_what_is_no_size_is_said(tmp_path, size):
    result = typed("plan", scenario(tmp_path), "--memory", size)
    assert result.exit_code == 2 and "is not a size such as 500MB or 4GB" in result.stderr


def test_a_memory_that_is_too_small_is_said_in_its_own_unit(tmp_path):
    done = typed("plan", scenario(tmp_path), "--memory", "300")
    assert done.exit_code == 2 and "the 300 bytes of --memory may be used" in done.stderr


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
    assert cpu.speed_of(kernel.__module__) is None
    cpu.run([batch], 1)
    lane_steps, seconds = cpu._totals[kernel.__module__]
    assert lane_steps == batch.blocks * batch.width * 4000  # of whole packs
    assert cpu.speed_of(kernel.__module__) == (lane_steps / seconds, seconds)
    assert cpu.taken_speed(kernel.__module__) == (lane_steps / seconds, seconds)
    assert cpu.taken_speed(kernel.__module__) is None  # the next run has a speed of its own


def test_how_soon_trajectories_end_is_of_each_run_its_own(tmp_path, monkeypatch):
    monkeypatch.setenv("SIMLAB_CACHE", str(tmp_path / "store"))
    monkeypatch.setattr(costs, "_RUN", 0.0)
    ends = BOWL + "\n[stop]\nloss_below = 1e-6\n"
    soon, late = (plan(tmp_path, ends.replace('"1/lambda_max"', rate)) for rate in ('"1/lambda_max"', "1e-6"))
    speeds = iter((cpu.Speed(1000.0, 10.0), cpu.Speed(5.0, 100.0), cpu.Speed(2000.0, 1.0)))
    monkeypatch.setattr(cpu, "taken_speed", lambda name: next(speeds))
    for run in (soon, late, soon):  # of one kernel, which a control has work longer
        costs.record(run, None)
    (job,) = jobs(soon)
    found = [costs.estimate(run, 1).run_s for run in (soon, late)]
    assert found == pytest.approx([job.lane_steps / 2000.0, job.lane_steps / 5.0], rel=0.01)
