"""The Dask engine on a real cluster of two processes: same bits, whatever happens to the workers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace

import pytest
from test_streaming import STREAMED
from test_survival import FINISHED
from tiny import BOWL, ran, scenario

import simlab
from simlab.cluster import client, workers
from simlab.cluster.memory import keep_freed_memory
from simlab.errors import SimlabError, UsageError
from simlab.settings import Reporter, Settings

distributed = pytest.importorskip("distributed", reason="needs the extra dask")

WIDE = {"SIMLAB_VECTOR_BITS": "2048"}  # so that plain Python has fewer packs to go through
MANY = BOWL.replace("replicates = 12", "replicates = 300")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs=50, env=WIDE
        ) as here,
        distributed.Client(here) as client,
    ):
        client.wait_for_workers(2, timeout=120)
        yield client


@pytest.fixture
def settings(tmp_path, cluster):
    address = cluster.scheduler.address
    return Settings(tmp_path / "runs", "reference", 1, figures=False, engine="dask", scheduler=address)


class Killer(Reporter):
    """Kills all workers as soon as the first chunk is there: as when their batch job ends."""

    def __init__(self, client) -> None:
        self.client, self.killed, self.done = client, set(), 0

    def advance(self, amount: int) -> None:
        self.done += 1
        if not self.killed:
            self.killed = set(self.client.run(os.getpid).values())
            for process in self.killed:
                os.kill(process, signal.SIGKILL)


def test_workers_that_are_killed_cost_nothing(tmp_path, cluster, settings):
    killer = Killer(cluster)
    run = simlab.run(scenario(tmp_path, MANY), settings, killer)
    assert (
        killer.done == len(simlab.make_plan(simlab.load(scenario(tmp_path, MANY)), pieces=64).chunks()) > 40
    )
    assert run.manifest.results_digest == ran(tmp_path / "alone", MANY).manifest.results_digest
    assert sorted(file.name for file in run.folder.iterdir()) == FINISHED
    assert any(cluster.run(lambda: keep_freed_memory.cache_info().currsize).values())
    cluster.wait_for_workers(2, timeout=120)
    assert len(killer.killed) == 2 and not killer.killed & set(cluster.run(os.getpid).values())


@pytest.mark.skipif(not keep_freed_memory(), reason="the C library keeps what is freed as it likes")
def test_a_worker_gets_the_memory_of_a_chunk_from_the_system_once():
    text = """
import resource, numpy as np
from simlab.cluster.memory import keep_freed_memory
def faults():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(20):
        np.ones(1_000_000)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
first = faults()
keep_freed_memory()
print(first, faults())
"""
    dask = os.environ | {"MALLOC_TRIM_THRESHOLD_": "65536"}  # as it starts its workers
    done = subprocess.run([sys.executable, "-c", text], env=dask, capture_output=True, text=True, check=True)
    first, then = map(int, done.stdout.split())
    assert 5 * then < first


def test_statistics_are_the_same_bits_and_go_through_any_store(tmp_path, cluster, settings, monkeypatch):
    store = tmp_path / "shared"
    monkeypatch.setenv(*next(iter(WIDE.items())))
    text = STREAMED.replace("replicates = 12", "replicates = 4200").replace("steps = 40", "steps = 5")
    run = simlab.run(scenario(tmp_path, text), replace(settings, store=f"dir::file://{store}"))
    assert run.manifest.results_digest == ran(tmp_path / "alone", text).manifest.results_digest
    assert any(store.iterdir()) and not list(store.rglob("*.npz"))


def test_a_store_that_is_not_shared_is_said(tmp_path, settings, monkeypatch):
    monkeypatch.setattr("simlab.cluster.client.SHARED_SECONDS", 0.0)
    job = client._job
    monkeypatch.setattr(client, "_job", lambda *of: replace(job(*of), store=str(tmp_path / "elsewhere")))
    with pytest.raises(
        SimlabError, match=r"worker .* has stored chunk \d+ in .*a place that all machines share"
    ):
        simlab.run(scenario(tmp_path), settings)
    with pytest.raises(UsageError, match=r"memory://x/.* is the memory of this process"):
        simlab.run(scenario(tmp_path), replace(settings, store="memory://x"))


def test_a_worker_of_another_version_is_refused(tmp_path, cluster, settings, monkeypatch):
    monkeypatch.setattr("simlab.cluster.client.software", lambda: {"simlab": "0.0", "python": "3"})
    with pytest.raises(SimlabError, match=r"worker .* would not compute the same bits: .*simlab .*here 0\.0"):
        simlab.run(scenario(tmp_path), settings)
    monkeypatch.undo()
    monkeypatch.setattr("simlab.results.chunk_keys.code_digest", lambda: "edited")  # here, not there
    with pytest.raises(SimlabError, match="would not compute the same bits"):
        simlab.run(scenario(tmp_path), replace(settings, resume=True))


def test_a_scheduler_that_is_not_there_is_said(tmp_path, settings, monkeypatch):
    monkeypatch.setattr("simlab.cluster.workers.TIMEOUT", "1s")
    with pytest.raises(UsageError, match=r"no scheduler answers at tcp://127.0.0.1:9"):
        simlab.run(scenario(tmp_path), replace(settings, scheduler="tcp://127.0.0.1:9"))


class Silent:
    """A client as far as ``Workers`` and the check of versions ask it."""

    def __init__(self, *threads, found=None) -> None:
        self.threads, self.found = [*threads], found

    def nthreads(self):
        following = self.threads.pop(0)
        if isinstance(following, Exception):
            raise following
        return following

    def run(self, *what, on_error):
        return self.found


def test_workers_that_go_are_waited_for_but_not_for_ever(monkeypatch):
    monkeypatch.setattr(workers, "_LOOK_SECONDS", 0.0)
    here = workers.Workers(Silent({"a": 2}, {}, {}, {"a": 1}, {}, {}), "tcp://there:1")
    assert [here.look() for _ in range(4)] == [False, True, False, True] and here.threads == 1
    monkeypatch.setattr(workers, "WORKER_SECONDS", -1.0)
    with pytest.raises(SimlabError, match=r"no worker was at tcp://there:1 for .*same command goes on"):
        here.look()
    lost = workers.Workers(Silent(OSError("closed")), "tcp://there:1")
    with pytest.raises(SimlabError, match=r"tcp://there:1 no longer answers \(closed\); what is finished is"):
        lost.look()


def test_a_worker_that_dies_while_it_is_asked_for_its_versions_is_no_fault():
    client._check_software(Silent(found={"a": OSError("closed"), "b": client.software()}))
    with pytest.raises(SimlabError, match="a worker cannot run simlab: no module"):
        client._check_software(Silent(found={"a": ImportError("no module")}))


def test_a_script_that_its_workers_would_run_again_is_told_what_to_do(tmp_path, settings, monkeypatch):
    def failing(**options):
        raise RuntimeError("Nanny failed to start.")  # what Dask says then

    monkeypatch.setattr(distributed, "LocalCluster", failing)
    with pytest.raises(UsageError, match=r'did not start: Nanny .* below if __name__ == "__main__":'):
        simlab.run(scenario(tmp_path), replace(settings, scheduler=None, workers=1))
