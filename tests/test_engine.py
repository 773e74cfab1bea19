"""The CPU engine: same bits however the work is cut, statuses, records, interruption."""

import subprocess
import sys
import threading
from dataclasses import replace

import numpy as np
import pytest
from batches import batch, outcome, program, same_bits

from simlab.engines import Interrupted, cpu, reference
from simlab.kernels.build import load_kernel, plain_source
from simlab.kernels.packs import is_light
from simlab.kernels.template import kernel_text
from simlab.status import Status

PROGRAMS = {
    "momentum": program(),
    "float32": program(dtype="float32"),
    "adam": program(optimizer="adam", options=()),
    "newton": program(optimizer="newton", options=()),
    "stops": program(
        stops=("loss_above", "loss_below", "distance_below", "gradient_below", "step_below"), optima=1
    ),
    "hits": program(hits=("loss", "grad_norm", "distance"), optima=1),
    "everything": program(
        dtype="float32",
        schedule="exponential",
        noise="gaussian",
        averaging="exponential",
        observers=("loss", "grad_norm", "theta", "average", "average_loss"),
        hits=("loss",),
    ),
}
# Learning rates from far too small to far too large, so that some lanes blow up.
SPREAD = {"optimizer_learning_rate": np.geomspace(1e-5, 3e-2, 100)}


def ran(of, threads=2, engine=cpu.run, **changes):
    one = batch(of, **{**SPREAD, **changes})
    engine([one], threads)
    return one


@pytest.mark.parametrize("name", PROGRAMS)
def test_bits_do_not_depend_on_width_threads_or_the_engine(name):
    base = ran(PROGRAMS[name], threads=1, width=16)
    assert same_bits(base, ran(PROGRAMS[name], threads=3, width=64))
    if name in ("everything", "stops"):  # narrower packs too
        assert same_bits(base, ran(PROGRAMS[name], threads=2, width=8))
    assert same_bits(base, ran(PROGRAMS[name], engine=reference.run, width=100))


LIGHT = {
    "momentum": PROGRAMS["momentum"],
    "gradient descent": program(optimizer="gd", options=(), dtype="float32"),
    "another surface": program(surface="himmelblau", options=(("form", "ema"),)),
    "weight by step": program(surface="beale", options=(("form", "torch"),)),
}
HEAVY = {
    "an elementary function": {"surface": "rastrigin"},
    "more state": {"optimizer": "adam", "options": ()},
    "stops": {"stops": ("loss_below",)},
    "hits": {"hits": ("loss",)},
    "noise": {"noise": "gaussian"},
    "averaging": {"averaging": "exponential"},
    "a schedule": {"schedule": "exponential"},
    "more coordinates": {"dimension": 3},
}


@pytest.mark.parametrize("name", LIGHT)
@pytest.mark.parametrize("lanes", [9, 100])  # fewer packs than go together, and some that are left
def test_packs_of_a_light_step_written_out_give_the_same_bits(name, lanes, monkeypatch):
    monkeypatch.setenv("SIMLAB_VECTOR_BITS", "512")
    rates = {"optimizer_learning_rate": np.geomspace(1e-5, 0.3, lanes), "optimizer_dampening": 0.5}
    of = replace(LIGHT[name], observers=("loss",))  # no other test has compiled it for fewer registers
    assert is_light(of) and "for pack in range(PACKS)" in kernel_text(of, 4)
    base = batch(of, lanes, width=lanes, steps=400, every=150, **rates)
    reference.run([base])
    written_out = batch(of, lanes, width=4, steps=400, every=150, **rates)
    cpu.run([written_out], 2)
    assert same_bits(base, written_out)
    ended = np.unique(base.marks[1][:lanes])
    assert lanes < 100 or (0 < len(ended) < lanes and ended.max() > 1)  # some lanes blow up, not at one time


def test_the_plain_kernel_that_stands_for_all_is_the_same_on_every_machine(monkeypatch):
    sources = []
    for bits in ("256", "512"):
        monkeypatch.setenv("SIMLAB_VECTOR_BITS", bits)
        sources.append(plain_source(program(), 1))
    assert sources[0] == sources[1] and kernel_text(program(), 1) != sources[0].text


@pytest.mark.parametrize("name", HEAVY)
def test_other_steps_are_not_written_out(name, monkeypatch):
    monkeypatch.setenv("SIMLAB_VECTOR_BITS", "512")
    assert is_light(program()) and not is_light(program(**HEAVY[name]))
    monkeypatch.setenv("SIMLAB_VECTOR_BITS", "256")  # with half the registers
    assert not is_light(program())


def test_bits_do_not_depend_on_how_the_steps_are_cut(monkeypatch):
    base = ran(PROGRAMS["everything"])
    monkeypatch.setattr(cpu, "CALL_SECONDS", 1e-9)
    monkeypatch.setattr(cpu, "FIRST_CALL", 1000)
    assert same_bits(base, ran(PROGRAMS["everything"]))


@pytest.mark.parametrize(("lane_steps", "others"), [(1e12, False), (1e6, True)])
def test_other_threads_are_woken_for_what_takes_long_however_few_its_lanes(lane_steps, others, monkeypatch):
    one = batch(PROGRAMS["momentum"], lanes=4 * 2 * cpu.TASK_PACKS, width=4)
    monkeypatch.setitem(cpu._speeds, load_kernel(one.program, 4), lane_steps)
    at_work = []
    cpu.run([one], 2, lambda _: at_work.append(threading.current_thread() is not threading.main_thread()))
    assert at_work == [others] * (2 if others else 1)  # two tasks of the fewest packs, or one on this thread


def test_a_lane_does_not_depend_on_its_neighbours():
    whole, alone = ran(PROGRAMS["momentum"]), batch(PROGRAMS["momentum"], **SPREAD)
    keep = np.arange(30, 47)
    cut = batch(PROGRAMS["momentum"], lanes=len(keep))
    cut.numbers[:, : len(keep)], cut.state[:, : len(keep)] = alone.numbers[:, keep], alone.state[:, keep]
    cpu.run([cut], 2)
    for name, values in outcome(cut).items():
        np.testing.assert_array_equal(values, outcome(whole)[name][:, keep], err_msg=name)


def test_steps_agree_with_a_plain_loop():
    of = program(observers=("loss", "theta"))
    one = batch(of, lanes=20, steps=30, every=1, optimizer_learning_rate=2e-4)
    x, y = one.state[:2, :20].copy()
    p = np.zeros((2, 20))
    cpu.run([one], 1)
    for step in range(31):
        np.testing.assert_allclose(one.records["theta"][2 * step, :20], x, rtol=1e-9)
        loss = (1 - x) ** 2 + 100 * (y - x * x) ** 2
        np.testing.assert_allclose(one.records["loss"][step, :20], loss, rtol=1e-8)
        gradient = np.stack([-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)])
        p = 0.9 * p - 2e-4 * gradient
        x, y = x + p[0], y + p[1]


def test_diverging_lanes_are_latched_and_frozen():
    one = ran(PROGRAMS["momentum"], steps=400, every=1)
    status, step = one.marks[:, :100]
    assert set(status) == {Status.RUNNING, Status.NON_FINITE}
    theta = one.records["theta"].reshape(401, 2, -1)[:, :, :100]
    for lane in np.flatnonzero(status == Status.NON_FINITE):
        finite = np.isfinite(theta[:, :, lane]).all(axis=1)
        assert finite[: step[lane]].all(), "finite until the step that is reported"
        assert not finite[step[lane] :].any(), "and not from then on"
        after = theta[step[lane] :, :, lane]
        np.testing.assert_array_equal(after, np.broadcast_to(after[0], after.shape))


def test_a_nan_at_the_start_is_a_result_and_leaves_the_others_alone():
    clean, poisoned = batch(PROGRAMS["momentum"]), batch(PROGRAMS["momentum"])
    poisoned.state[0, 5] = np.nan
    cpu.run([clean], 1)
    cpu.run([poisoned], 1)
    assert tuple(poisoned.marks[:, 5]) == (Status.NON_FINITE, 0)
    others = np.arange(100) != 5
    for name, values in outcome(clean).items():
        np.testing.assert_array_equal(values[:, others], outcome(poisoned)[name][:, others], err_msg=name)


def test_stops_latch_at_the_first_step_that_meets_them():
    of = program(stops=("loss_below",), observers=("loss",))
    one = batch(of, steps=2000, every=1, stop_loss_below=1e-2)
    cpu.run([one], 2)
    loss = one.records["loss"][:, :100]
    reached = one.marks[0, :100] == Status.TARGET
    assert reached.sum() > 50
    first = np.argmax(loss < 1e-2, axis=0)
    np.testing.assert_array_equal(one.marks[1, :100][reached], first[reached])
    assert not (loss[:, ~reached] < 1e-2).any()


def test_hits_are_the_first_steps_below_the_threshold():
    of = program(hits=("loss",), observers=("loss",))
    one = batch(of, steps=500, every=1, below_0=0.05)
    cpu.run([one], 2)
    below = one.records["loss"][:, :100] < 0.05
    expected = np.where(below.any(axis=0), np.argmax(below, axis=0), np.inf)
    np.testing.assert_array_equal(one.state[-1, :100], expected)


def test_a_target_met_only_by_the_last_point_counts():
    facts = {"optimizer": "gd", "options": (), "observers": ("loss",)}
    of = program(hits=("loss",), stops=("loss_below",), **facts)
    free = batch(program(**facts), lanes=1, steps=50, every=1, optimizer_learning_rate=1e-5)
    cpu.run([free], 1)
    last, before = free.records["loss"][50, 0], free.records["loss"][:50, 0].min()
    assert last < before
    between = (last + before) / 2
    one = batch(of, lanes=1, steps=50, optimizer_learning_rate=1e-5, below_0=between, stop_loss_below=between)
    cpu.run([one], 1)
    assert tuple(one.marks[:, 0]) == (Status.TARGET, 50)
    assert one.state[-1, 0] == 50


def test_noise_is_shared_by_lanes_of_one_replicate_and_differs_between_replicates():
    of = program(noise="gaussian", surface="quadratic", optimizer="gd", options=(), observers=("theta",))
    one = batch(of, lanes=64, steps=5, problem_curvatures=1.0, problem_cosine=1.0, problem_sine=0.0)
    one.state[:2] = 1.0
    one.streams[0] = np.arange(one.state.shape[1]) // 2
    cpu.run([one], 1)
    final = one.records["theta"][-2:, :64]
    np.testing.assert_array_equal(final[:, ::2], final[:, 1::2])
    assert len(np.unique(final[0, ::2])) == 32
    other = batch(of, lanes=64, steps=5, problem_curvatures=1.0, problem_cosine=1.0, problem_sine=0.0)
    other.state[:2], other.streams[0], other.streams[1] = 1.0, one.streams[0], 1
    cpu.run([other], 1)
    assert not np.array_equal(other.records["theta"][-2:, :64], final)


def test_an_interrupted_batch_goes_on_to_the_same_bits(monkeypatch):
    base = ran(PROGRAMS["everything"], steps=3000)
    monkeypatch.setattr(cpu, "CALL_SECONDS", 1e-9)
    monkeypatch.setattr(cpu, "FIRST_CALL", 1000)
    stopped = batch(PROGRAMS["everything"], steps=3000, **SPREAD)
    calls = 0
    lock = threading.Lock()

    def interrupt(lane_steps):
        nonlocal calls
        with lock:
            calls += 1
            if calls == 20:
                raise KeyboardInterrupt

    with pytest.raises(Interrupted):
        cpu.run([stopped], 2, interrupt)
    assert 0 < stopped.position.sum() < 3000 * stopped.blocks
    monkeypatch.undo()
    cpu.run([stopped], 2)
    assert same_bits(base, stopped)


# Ctrl-C at every moment of handing work out and waiting for it: the work ends, and no lock stays closed.
PRESSED = """\
import os, signal, threading, time
from concurrent.futures import ThreadPoolExecutor
from simlab.engines import Interrupted
from simlab.engines.stopping import Stop, work_together

signal.signal(signal.SIGINT, signal.default_int_handler)
pool = ThreadPoolExecutor(2)
for moment in range(200):
    stop, first, ended = Stop(), threading.Lock(), []

    def work():
        if first.acquire(blocking=False):
            sum(range(50 * moment))
            os.kill(os.getpid(), signal.SIGINT)
        while not stop.is_set():
            time.sleep(0.0001)
        ended.append(True)

    try:
        work_together(work, 2, pool, stop)
    except Interrupted:
        assert ended == [True, True]
    else:
        raise AssertionError("not interrupted")
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
pool.shutdown()
"""


def test_ctrl_c_at_any_moment_waits_for_what_has_begun_and_leaves_no_lock_closed():
    subprocess.run([sys.executable, "-c", PRESSED], check=True, timeout=120)


HANDLED = """\
import os, signal
from simlab.interrupts import interrupts_wait

heard, done = [], []
signal.signal(signal.SIGTERM, lambda *_: heard.append("a line in the log"))
with interrupts_wait(lambda: done.append("asked")):
    os.kill(os.getpid(), signal.SIGTERM)
assert (heard, done) == (["a line in the log"], [])

def leave(*_):
    raise SystemExit(7)

signal.signal(signal.SIGTERM, leave)
try:
    with interrupts_wait(lambda: done.append("asked")):
        os.kill(os.getpid(), signal.SIGTERM)
        done.append("the rest")
except SystemExit as error:
    assert (error.code, done) == (7, ["asked", "the rest"])
    assert signal.getsignal(signal.SIGTERM) is leave
    raise
"""


def test_what_handlers_raise_waits_and_what_they_only_do_is_no_interrupt():
    assert subprocess.run([sys.executable, "-c", HANDLED], timeout=60).returncode == 7
