"""Whatever stops a run: nothing finished is lost, nothing is half written, the bits stay the same."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from faults import failing_files
from test_reproducibility import Impatient
from test_streaming import STREAMED
from tiny import BOWL, ran, scenario, typed

import simlab
from simlab.engines import Interrupted
from simlab.errors import BusyError, SimlabError, UsageError
from simlab.plan import chunks
from simlab.results.chunk_keys import chunk_keys
from simlab.results.chunk_store import ChunkStore
from simlab.results.lock import locked, owner_of
from simlab.results.status import run_status
from simlab.settings import Reporter, Settings

ROOT = Path(__file__).parents[1]
TEXTS = {"stored": BOWL, "streamed": STREAMED}
FINISHED = ["junit.xml", "manifest.json", "plan.json", "results.zarr", "scenario.toml", "verdicts.json"]


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """Two trajectories a chunk, a chunk a wave."""
    monkeypatch.setattr(chunks, "CHUNK_BYTES", 1000)
    monkeypatch.setattr("simlab.plan.plan.WAVE_CHUNKS", 0)
    monkeypatch.setattr(chunks, "GROUP", 2)
    monkeypatch.setattr("simlab.results.moments.GROUP", 2)


@pytest.fixture(params=TEXTS)
def text(request):
    return TEXTS[request.param]


@pytest.fixture
def digest(text, tmp_path_factory, monkeypatch):
    """Of the run in one piece."""
    with monkeypatch.context() as patch:
        patch.setattr(chunks, "CHUNK_BYTES", 10**9)
        return ran(tmp_path_factory.mktemp("whole"), text).manifest.results_digest


class Work(Reporter):
    """How many lane-steps were asked for and done."""

    asked = done = 0

    def stage(self, name, total=0):
        self.asked += total

    def advance(self, amount):
        self.done += amount


def settings(folder, **more) -> Settings:
    return Settings(folder / "runs", device="reference", figures=False, **more)


def stopped(folder: Path, text: str, patience: int) -> Path:
    """A run that was interrupted after so many chunks; its folder."""
    with pytest.raises(Interrupted, match=r"interrupted after \d+ % of the steps"):
        simlab.run(scenario(folder, text), settings(folder), Impatient(patience))
    return next((folder / "runs").iterdir())


def test_the_cut_does_not_matter_and_leaves_nothing(tmp_path, text, digest):
    run = ran(tmp_path, text)
    assert len(simlab.make_plan(simlab.load(scenario(tmp_path, text))).chunks()) == 6
    assert run.manifest.results_digest == digest
    assert sorted(file.name for file in run.folder.iterdir()) == FINISHED


@pytest.mark.parametrize("resume", [False, True])
def test_what_was_finished_is_not_run_again(tmp_path, text, digest, resume):
    folder = stopped(tmp_path, text, 4)
    assert len(ChunkStore(folder / "chunks").keys()) == 3
    work = Work()
    run = simlab.run(scenario(tmp_path, text), settings(tmp_path, resume=resume), work)
    assert work.asked == work.done == 6 * 40  # the fourth chunk was done, but not yet kept
    assert run.manifest.results_digest == digest
    assert sorted(file.name for file in folder.iterdir()) == FINISHED


def test_a_damaged_chunk_is_run_again(tmp_path, text, digest):
    folder = stopped(tmp_path, text, 5)
    first, second, *_ = sorted((folder / "chunks").glob("*.npz"))
    first.write_bytes(first.read_bytes()[:-50])
    content = bytearray(second.read_bytes())
    content[len(content) // 2] ^= 1
    second.write_bytes(content)
    work = Work()
    assert simlab.run(scenario(tmp_path, text), settings(tmp_path), work).manifest.results_digest == digest
    assert work.done == 2 * 40 * 4


def test_chunks_of_other_sources_are_never_used(tmp_path, text, digest, monkeypatch):
    folder = stopped(tmp_path, text, 4)
    monkeypatch.setattr("simlab.results.chunk_keys.code_digest", lambda: "edited")
    work = Work()
    assert simlab.run(scenario(tmp_path, text), settings(tmp_path), work).manifest.results_digest == digest
    assert work.done == 12 * 40
    assert sorted(file.name for file in folder.iterdir()) == FINISHED


def test_a_key_is_of_everything_that_the_numbers_depend_on(tmp_path):
    def keys(text, **overrides):
        return chunk_keys(simlab.make_plan(simlab.load(scenario(tmp_path, text), overrides)))

    first = keys(BOWL)
    assert len(set(first)) == 6 and keys(BOWL.replace("A bowl", "Another title")) == first
    assert keys(BOWL.replace("at_most = 1e-3", "at_most = 1e-2")) == first  # judged from the same numbers
    changed = [
        keys(BOWL, **{"run.seed": 1}),
        keys(BOWL.replace("steps = 40", "steps = 41")),
        keys(BOWL, **{"run.dtype": "float32"}),
        keys(BOWL.replace("high = 1.5", "high = 1.6")),
        keys(BOWL.replace('"1/lambda_max"', "0.2")),
        keys(BOWL.replace("[4.0, 1.0]", "[4.0, 2.0]")),
        keys(BOWL.replace("every 1", "every 2")),
        keys(BOWL.replace('kind = "gd"', 'kind = "momentum"')),
        keys(STREAMED),
    ]
    assert not any(set(first) & set(other) for other in changed)


def test_a_second_run_is_answered_from_the_store_unless_asked_otherwise(tmp_path):
    first, work = ran(tmp_path), Work()
    again = simlab.run(scenario(tmp_path), settings(tmp_path), work)
    assert again.stored and work.asked == 0 and again.verdicts == first.verdicts
    fresh = simlab.run(scenario(tmp_path), settings(tmp_path, fresh=True), work)
    assert not fresh.stored and work.done == 12 * 40
    chunk = next((first.folder / "results.zarr").rglob("c/0/0/0"))
    chunk.write_bytes(chunk.read_bytes()[:-1])
    assert not simlab.run(scenario(tmp_path), settings(tmp_path), work).stored  # damaged: run again
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("simlab.results.store.code_digest", lambda: "edited")
        assert not simlab.run(scenario(tmp_path), settings(tmp_path), work).stored


# While it goes on


def test_an_unfinished_run_can_be_opened(tmp_path):
    folder = stopped(tmp_path, BOWL, 4)
    found, whole = simlab.open_results(folder), ran(tmp_path / "other").results
    assert found.attrs["unfinished"] and found["finished"].values.tolist() == [[True] * 6 + [False] * 6]
    np.testing.assert_array_equal(found["loss"][:, :6], whole["loss"][:, :6])
    assert np.isnan(found["loss"][:, 6:]).all()
    printed = typed("status", folder).stdout
    assert "interrupted" in printed and "3 of 6 finished" in printed
    assert typed("figures", folder).exit_code == 2


def test_so_can_an_unfinished_streaming_run(tmp_path, monkeypatch):
    monkeypatch.setattr("simlab.progress.MOST_FILES", 2)
    folder = stopped(tmp_path, STREAMED, 5)
    assert sorted(ChunkStore(folder / "chunks").keys())[-1] == "merged"
    found = simlab.open_results(folder)
    assert found.attrs["unfinished"] and int(found["count"][0]) == 8
    assert run_status(folder).finished == 4


def test_a_status_tells_a_finished_run_and_who_is_at_work(tmp_path):
    run = ran(tmp_path)
    found = run_status(run.folder)
    assert (found.state, found.results_digest) == ("finished", run.manifest.results_digest)
    with locked(run.folder):
        (status,) = json.loads(typed("status", run.folder, "--format", "json").stdout)
        assert status["state"] == "running" and status["owner"]["pid"] > 1
    for wrong in (tmp_path, tmp_path / "nothing"):
        with pytest.raises(UsageError):
            run_status(wrong)


def test_two_runs_of_one_folder_do_not_meet(tmp_path):
    folder = ran(tmp_path).folder
    with locked(folder), pytest.raises(BusyError, match=r"is in use by process \d+ on .*simlab status"):
        ran(tmp_path)
    assert owner_of(folder) is None
    (folder / "lock").write_text('{"pid": 1, "host": "gone", "since": "long ago"}')  # its owner was killed
    assert owner_of(folder) is None and ran(tmp_path).stored
    assert not (folder / "lock").exists()


# Files that fail, processes that are killed


def whole(folder: Path) -> None:
    """Nothing in a run folder is half written."""
    for run in (folder / "runs").glob("*"):
        store = ChunkStore(run / "chunks")
        assert all(store.read(key) is not None for key in store.keys())  # noqa: SIM118
        if (run / "manifest.json").exists():
            simlab.open_results(run, verify=True)
        for name in ("plan.json", "verdicts.json"):
            if (run / name).exists():
                json.loads((run / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("seed", range(2))
def test_files_that_fail_cost_nothing_that_was_finished(tmp_path, text, digest, seed):
    draw, kept = random.Random(seed), 0
    for attempt in range(200):
        try:
            with failing_files(draw, 0.01 if attempt else 0.2) as failed:
                run = ran(tmp_path, text)
        except (SimlabError, OSError):
            assert failed
            whole(tmp_path)
            found = [len(list(one.glob("*.npz"))) for one in tmp_path.glob("runs/*/chunks")]
            done = list(tmp_path.glob("runs/*/manifest.json"))
            assert sum(found) >= kept or done
            kept = sum(found)
            continue
        assert run.manifest.results_digest == digest and attempt > 0
        return
    pytest.fail("never came to an end")


def test_what_the_disk_cannot_hold_is_refused_before_the_run(tmp_path, monkeypatch):
    monkeypatch.setattr("simlab.plan.machine.free_disk", lambda folder: 500)
    with pytest.raises(UsageError, match=r"may take .* of disk, and .* are free"):
        ran(tmp_path)
    for more in ((), ("--format", "json")):
        planned = typed("plan", scenario(tmp_path), *more)
        assert planned.exit_code == 2 and (more or "more than the 500 bytes that are free" in planned.stdout)
        assert "of disk, and 500 bytes are free: record less often, or choose another --out" in planned.stderr


def test_a_full_disk_is_said_with_what_to_do(tmp_path, monkeypatch):
    def full(path, content):
        raise OSError(28, "No space left on device")

    path = scenario(tmp_path)
    monkeypatch.setattr("simlab.results.places.atomic_write", full)
    result = typed("run", path, "--out", tmp_path / "runs", "--device", "reference")
    assert result.exit_code == 3
    assert "No space left on device; what is finished is kept" in result.stderr


def test_killed_at_fifty_random_moments_a_run_comes_to_the_same_bits():
    """Each time at a moment of what an undisturbed run takes; the script starts each in its own process."""
    command = [
        sys.executable,
        ROOT / "benchmarks" / "reliability.py",
        "kills",
        "--count",
        "50",
        "--seed",
        "1",
    ]
    size = ["--steps", "100", "--replicates", "1000"]
    done = subprocess.run([*command, *size], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout)
    assert found["stops"] == 50
    assert found["lost"] == found["other_digests"] == 0


def test_what_a_killed_writer_left_is_swept(tmp_path):
    folder = ran(tmp_path).folder
    (folder / ".results.zarr.1-abcd.tmp" / "loss").mkdir(parents=True)
    (folder / ".plan.json.1-abcd.tmp").write_text("{")
    ran(tmp_path, fresh=True)
    assert sorted(file.name for file in folder.iterdir()) == FINISHED


def test_what_a_finished_run_was_killed_before_clearing_away_is_cleared_by_the_next(tmp_path):
    run = ran(tmp_path, BOWL)
    left = run.folder / "chunks"
    left.mkdir()
    again = ran(tmp_path, BOWL)
    assert again.stored and again.folder == run.folder and not left.exists()
