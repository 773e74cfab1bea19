"""The promise: a trajectory's bits depend on the scenario alone."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tiny import BOWL, PROGRAM, ran, results, scenario, typed

import simlab
from simlab.engines import Interrupted, cpu
from simlab.settings import Reporter, Settings

pytestmark = pytest.mark.usefixtures("kernels")

# Single precision, noise, averaging, a schedule, a sweep, hits: everything that could go astray at once.
EVERYTHING = """\
title = "Everything at once"

[problem]
surface = "rosenbrock"

[run]
steps = 70
replicates = 37
dtype = "float32"
seed = 9223372036854775807

[start]
kind = "uniform"
low = -1.5
high = 1.5

[noise]
kind = "gaussian"
sigma = 0.5

[averaging]
kind = "exponential"
time_constant = 5

[[optimizer]]
name = "heavy"
kind = "momentum"
learning_rate = 0.001
schedule = { kind = "cosine" }

[[sweep]]
parameter = "optimizer.heavy.learning_rate"
log = { from = 1e-4, to = 0.05, count = 3 }

[[hit]]
name = "low"
quantity = "loss"
below = 1.0

[record]
loss = "log 20"
average_loss = "every 10"
theta = "last"
average = "last"
"""
# Double precision, every way to end, and lanes that do.
STOPPING = (
    BOWL.replace("1/lambda_max", "0.6")
    .replace(
        "[record]",
        """\
[stop]
loss_above = 1e6
loss_below = 1e-12
step_below = 1e-9

[[sweep]]
parameter = "optimizer.gd.learning_rate"
values = [0.1, 0.25, 0.45, 0.6]

[record]
distance = "every 7"
""",
    )
    .replace("steps = 40", "steps = 90")
)
SCENARIOS = {"everything": EVERYTHING, "stopping": STOPPING}


@pytest.fixture(scope="module", params=SCENARIOS)
def text(request):
    return SCENARIOS[request.param]


@pytest.fixture(scope="module")
def digest(kernels, text, tmp_path_factory):
    """The digest of one plain run, on one thread."""
    return ran(tmp_path_factory.mktemp("base"), text, "cpu", threads=1).manifest.results_digest


def test_threads_do_not_matter(tmp_path, text, digest, many_tasks):
    assert ran(tmp_path, text, "cpu", threads=3).manifest.results_digest == digest


def test_where_the_steps_are_cut_does_not_matter(tmp_path, text, digest, many_tasks, monkeypatch):
    monkeypatch.setattr(cpu, "CALL_SECONDS", 0.0)
    assert ran(tmp_path, text, "cpu").manifest.results_digest == digest


@pytest.mark.parametrize("bits", [128, 256, 512])
def test_the_width_of_vectors_does_not_matter(tmp_path, text, digest, bits, monkeypatch):
    monkeypatch.setenv("SIMLAB_VECTOR_BITS", str(bits))
    run = ran(tmp_path, text, "cpu")
    assert run.manifest.lane_width * (32 if "float32" in text else 64) in (bits, 2 * bits, 4 * bits)
    assert run.manifest.results_digest == digest


def test_compiler_or_plain_python_does_not_matter(tmp_path, text, digest):
    assert ran(tmp_path, text, "reference").manifest.results_digest == digest


def test_stopping_to_save_does_not_matter(tmp_path, text, digest, many_tasks, monkeypatch):
    monkeypatch.setattr("simlab.execution.CHECKPOINT_SECONDS", 0.002)
    monkeypatch.setattr("simlab.execution.CHECKPOINT_SHARE", 1.0)
    assert ran(tmp_path, text, "cpu").manifest.results_digest == digest


class Impatient(Reporter):
    """Presses Ctrl-C after so many reports of progress."""

    def __init__(self, patience: int) -> None:
        self.patience = patience

    def advance(self, amount: int) -> None:
        self.patience -= 1
        if self.patience == 0:
            raise KeyboardInterrupt


@pytest.mark.parametrize("bits", [None, 128])
def test_interruption_and_resumption_do_not_matter(tmp_path, text, digest, bits, many_tasks, monkeypatch):
    monkeypatch.setattr(cpu, "CALL_SECONDS", 0.0)
    path = scenario(tmp_path, text)
    for patience in (5, 40):  # twice, to resume a resumed run
        settings = Settings(tmp_path / "runs", threads=1, figures=False, resume=True)
        with pytest.raises(Interrupted, match=r"interrupted after \d+ % of the steps; .* --resume"):
            simlab.run(path, settings, Impatient(patience))
    if bits:  # lanes stay packed as they were
        monkeypatch.setenv("SIMLAB_VECTOR_BITS", str(bits))
    resumed = simlab.run(path, Settings(tmp_path / "runs", threads=2, figures=False, resume=True))
    assert resumed.manifest.results_digest == digest
    assert not list((tmp_path / "runs").rglob("checkpoint*"))


def test_other_optimizers_and_values_in_the_file_do_not_matter(tmp_path):
    other = '[[optimizer]]\nname = "adam"\nkind = "adam"\nlearning_rate = 0.02\n\n'
    sweep = '[[sweep]]\nparameter = "problem.b"\nvalues = [{}]\n\n'
    noisy = EVERYTHING[: EVERYTHING.index("[[sweep]]")] + EVERYTHING[EVERYTHING.index("[[hit]]") :]
    alone = ran(tmp_path, noisy.replace("[[hit]]", sweep.format("50.0") + "[[hit]]"))
    more = noisy.replace("[[optimizer]]", other + "[[optimizer]]", 1)
    among = ran(tmp_path, more.replace("[[hit]]", sweep.format("100.0, 50.0, 1.0") + "[[hit]]"))
    (label,) = alone.manifest.variant_digests
    assert among.manifest.variant_digests[label] == alone.manifest.variant_digests[label]
    assert len(set(among.manifest.variant_digests.values())) == 6


def test_the_number_of_replicates_does_not_change_the_first_ones(tmp_path):
    few, many = (
        results(tmp_path, EVERYTHING.replace("replicates = 37", f"replicates = {count}")) for count in (5, 9)
    )
    assert few.identical(many.isel(replicate=slice(5)).assign_attrs(few.attrs))


def test_the_seed_matters(tmp_path):
    runs = [ran(tmp_path, EVERYTHING, overrides={"run.seed": seed}) for seed in (0, 1, 2**32, 2**63 - 1)]
    assert len({run.manifest.results_digest for run in runs}) == 4


def test_a_checkpoint_of_other_kernels_or_a_damaged_one_is_refused(tmp_path, many_tasks, monkeypatch):
    monkeypatch.setattr(cpu, "CALL_SECONDS", 0.0)
    path, settings = scenario(tmp_path), Settings(tmp_path / "runs", figures=False, resume=True)
    with pytest.raises(Interrupted):
        simlab.run(path, settings, Impatient(5))
    (checkpoint,) = tmp_path.rglob("checkpoint.npz")
    with monkeypatch.context() as patch:
        patch.setattr("simlab.kernels.build.ingredients", lambda *modules: "another compiler")
        with pytest.raises(simlab.errors.UsageError, match=r"other kernels.*without --resume"):
            simlab.run(path, settings)
    checkpoint.write_bytes(checkpoint.read_bytes()[:-100])
    with pytest.raises(simlab.errors.UsageError, match="is damaged: run without --resume"):
        simlab.run(path, settings)
    assert simlab.run(path, Settings(tmp_path / "runs", figures=False)).exit_code == 0
    assert not checkpoint.exists()


# The program of a user who presses Ctrl-C, or whose batch system says stop, once the first steps are taken.
STOPPED = """\
import itertools, os, signal
from simlab.cli import main
from simlab.cli.progress import Progress

signal.signal(signal.SIGINT, signal.default_int_handler)  # as in the foreground, wherever the tests run
advance, calls = Progress.advance, itertools.count()

def advance_and_stop(progress, amount):
    advance(progress, amount)
    if next(calls) == 0:
        os.kill(os.getpid(), {stop})

Progress.advance = advance_and_stop
main()
"""


@pytest.fixture(scope="module")
def long(kernels, tmp_path_factory):
    """A scenario that runs for a moment, and the run of it that nobody interrupted."""
    text = BOWL.replace("steps = 40", "steps = 1_000_000").replace("replicates = 12", "replicates = 2000")
    folder = tmp_path_factory.mktemp("long")
    path = scenario(folder, text.replace('"every 1"', '"log 20"').replace("1/lambda_max", "1e-6"))
    return path, simlab.run(path, Settings(folder / "runs", figures=False))


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_and_a_batch_system_leave_a_run_that_can_go_on(tmp_path, long, stop):
    path, afresh = long
    arguments = ["run", path, "--no-figures", "--out", tmp_path / "runs"]
    program = [sys.executable, "-c", STOPPED.format(stop=int(stop)), *arguments]
    process = subprocess.run(program, capture_output=True, text=True, timeout=300)
    assert (process.returncode, process.stdout) == (130, "")
    assert "of the steps; the same command with --resume goes on from there" in process.stderr
    (folder,) = (tmp_path / "runs").iterdir()
    assert sorted(file.name for file in folder.iterdir()) == ["checkpoint.npz", "plan.json", "scenario.toml"]
    drawn = typed("figures", folder)
    assert (drawn.exit_code, "did not finish" in drawn.stderr) == (2, True)

    command = [PROGRAM, *arguments, "--resume"]
    resumed = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert resumed.returncode == 1  # such small steps do not get there
    manifest = json.loads(Path(folder, "manifest.json").read_text(encoding="utf-8"))
    assert manifest["results_digest"] == afresh.manifest.results_digest
    assert manifest["timings"]["run_s"] > 0.0
