"""Many scenarios at a time in processes of their own: the same reports, one Ctrl-C for all."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import time

import pytest
from tiny import BOWL, PROGRAM, REFUTED, TOOTHLESS, scenario, typed

pytestmark = pytest.mark.usefixtures("kernels")

TEXTS = {"one": BOWL, "two": REFUTED, "three": TOOTHLESS, "four": BOWL.replace("steps = 40", "steps = 50")}


def command(folder, *more):
    """``simlab check`` of four scenarios."""
    paths = [scenario(folder, text, f"{name}.toml") for name, text in TEXTS.items()]
    return ["check", *paths, "--no-figures", "--out", folder / "runs", *more]


def test_the_reports_come_in_order_and_are_those_of_one_after_the_other(tmp_path):
    alone = typed(*command(tmp_path, "--threads", "1", "--quiet"))
    beside = subprocess.run(
        [PROGRAM, *command(tmp_path, "--threads", "2", "--no-cache")], capture_output=True, text=True
    )
    assert (alone.exit_code, beside.returncode) == (1, 1)
    verdicts = ("supported", "refuted", "control")
    found = [line for line in beside.stdout.splitlines() if line.split()[0] in verdicts]
    assert found == [line for line in alone.stdout.splitlines() if line.split()[0] in verdicts] != []
    named = [line for line in beside.stdout.splitlines() if line.endswith(".toml")]
    assert named == [str(tmp_path / f"{name}.toml") for name in TEXTS]
    assert "simlab: 3 of 4 scenarios" in beside.stderr.splitlines()


def test_an_error_of_one_is_said_and_keeps_no_other_from_running(tmp_path):
    typed(*command(tmp_path, "--threads", "1"))
    (folder,) = (tmp_path / "runs").glob("two-*")
    shutil.rmtree(folder)
    folder.write_text("in the way")
    done = subprocess.run(
        [PROGRAM, *command(tmp_path, "--threads", "2", "--format", "json")], capture_output=True, text=True
    )
    assert done.returncode == 2 and str(folder) in done.stderr and "Traceback" not in done.stderr
    assert [report["exit_code"] for report in json.loads(done.stdout)] == [0, 2, 1, 0]


def test_one_ctrl_c_stops_all_and_loses_nothing(tmp_path):
    long = BOWL.replace("steps = 40", "steps = 1_000_000").replace("replicates = 12", "replicates = 2000")
    long = long.replace('"every 1"', '"log 20"').replace("1/lambda_max", "1e-6")
    paths = [
        scenario(tmp_path, long.replace("Descent", name), f"{name}.toml") for name in ("a", "b", "c", "d")
    ]
    out = tmp_path / "runs"
    program = [PROGRAM, "run", *paths, "--no-figures", "--threads", "2", "--out", out]
    process = subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 120
    while len([*out.glob("*/plan.json")]) < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGTERM)  # to the first process alone, as a batch system does
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 130 and "interrupted" in errors and "Traceback" not in errors
    finished = [*out.glob("*/manifest.json")]
    assert len(finished) < 4

    assert subprocess.run([*program, "--quiet"], capture_output=True, timeout=300).returncode == 1
    digests = {json.loads(path.read_text())["results_digest"] for path in out.glob("*/manifest.json")}
    assert len([*out.glob("*/manifest.json")]) == 4 and len(digests) == 1
    assert not [*out.glob("*/checkpoint.npz")]
