"""How a streaming run scales over worker processes, and what a chunk costs beside its computing.

    python benchmarks/scaling.py --replicates 2000000 --chunks 16 64

Runs one scenario in this process on one thread and on two, and on local clusters of one and of two workers
of a thread each, cut into so many chunks; all digests must agree. Prints JSON, a line each: of each run the
time (seconds, wall clock) from the first chunk to the last, chunks a second, what a chunk takes in its worker
and how many bytes it leaves; then the efficiency of two workers (their rate / twice the rate of one, and the
processor time of one / of both, which suffers less from what else the machine does). What the machine has to
give is measured first: two processes that run the scenario beside each other and know nothing of each other,
against one alone; no cluster can do better.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from noisy_run import noisy_run

import simlab
from simlab.cluster import client
from simlab.settings import Reporter, Settings

TASKS = 1000  # empty ones, to see what handing one out takes


class Clock(Reporter):
    """The time of everything that is reported, from the beginning of the running stage on."""

    def __init__(self) -> None:
        self.times: list[float] = []

    def stage(self, name: str, total: int = 0) -> None:
        """A run begins, or has ended."""
        self.times = [time.perf_counter()] if name == "running" else [*self.times, time.perf_counter()]

    def advance(self, amount: int) -> None:
        """A chunk is there, or part of one."""
        self.times.append(time.perf_counter())


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--replicates", type=int, default=2_000_000)
    parser.add_argument("--steps", type=int, default=100)
    parser.add_argument("--chunks", type=int, nargs="+", default=[16, 64])
    arguments = parser.parse_args()
    found: dict = {}
    digests: set[str] = set()
    with tempfile.TemporaryDirectory() as root:
        folder = Path(root)
        path = folder / "scaling.toml"
        path.write_text(noisy_run(arguments.steps, arguments.replicates, streamed=True), encoding="utf-8")
        small = folder / "warm.toml"
        small.write_text(noisy_run(arguments.steps, 4096, streamed=True), encoding="utf-8")
        simlab.run(small, Settings(folder, threads=1, figures=False))  # compiles
        for threads in (1, 2):
            run = simlab.run(path, Settings(folder / f"threads{threads}", threads=threads, figures=False))
            digests.add(run.manifest.results_digest)
            note(found, f"{threads} threads here", {"run_s": round(run.manifest.timings.run_s, 2)})
        one, two = beside_each_other(path, folder, 1), beside_each_other(path, folder, 2)
        note(found, "two processes beside each other", {"one alone / one of two": round(one / two, 3)})
        small.write_text(noisy_run(arguments.steps, 64 * 4096, streamed=True), encoding="utf-8")
        for workers in (1, 2):
            with cluster(workers) as connected:
                where = {"engine": "dask", "scheduler": connected.scheduler.address, "threads": 1}
                simlab.run(small, Settings(folder / f"warm{workers}", figures=False, **where))
                note(found, f"{workers} workers, empty task", {"ms": round(empty_task(connected) * 1e3, 2)})
                for pieces in arguments.chunks:
                    out = Settings(folder / f"{workers}-{pieces}", figures=False, **where)
                    measured, digest = timed(connected, path, out, pieces)
                    note(found, f"{workers} workers, {pieces} chunks", measured)
                    digests.add(digest)
    for pieces in arguments.chunks:
        one, two = (found[f"{workers} workers, {pieces} chunks"] for workers in (1, 2))
        efficiency = {
            "two / twice one": round(two["chunks_per_s"] / (2 * one["chunks_per_s"]), 3),
            "processor time of one / of two": round(one["workers_cpu_s"] / two["workers_cpu_s"], 3),
        }
        note(found, f"efficiency of 2 workers, {pieces} chunks", efficiency)
    note(found, "all", {"digests": len(digests)})
    sys.exit(len(digests) != 1)


def beside_each_other(path: Path, folder: Path, count: int) -> float:
    """Seconds, wall clock, that ``count`` processes take, each for the whole run on one thread."""
    with ProcessPoolExecutor(count, multiprocessing.get_context("spawn")) as pool:
        outs = [folder / f"beside{count}-{index}" for index in range(count)]
        for what in (folder / "warm.toml", path):  # imports and kernels first
            took = list(pool.map(whole, [what] * count, outs))
    return statistics.mean(took)


def whole(path: Path, out: Path) -> float:
    """Seconds that a run takes in this process."""
    return simlab.run(path, Settings(out, threads=1, figures=False)).manifest.timings.run_s


def note(found: dict, name: str, measured: dict) -> None:
    """Keep what was measured, and print it."""
    found[name] = measured
    print(json.dumps({name: measured}), flush=True)


@contextmanager
def cluster(workers: int) -> Iterator:
    """A client of a cluster of processes here."""
    from distributed import Client, LocalCluster

    with (
        LocalCluster(
            n_workers=workers, threads_per_worker=1, dashboard_address=":0", silence_logs=50
        ) as here,
        Client(here) as connected,
    ):
        connected.wait_for_workers(workers)
        yield connected


def empty_task(connected) -> float:
    """Seconds that client, scheduler and workers take to do nothing."""
    connected.gather(connected.map(abs, range(100), pure=False))
    began = time.perf_counter()
    connected.gather(connected.map(abs, range(1000, 1000 + TASKS), pure=False))
    return (time.perf_counter() - began) / TASKS


def timed(connected, path: Path, settings: Settings, pieces: int) -> tuple[dict, str]:
    """One run on a cluster, cut into ``pieces``: what it took, and its digest."""
    seen: list = []
    original, cut = client._results, Settings.pieces

    def noting(*arguments):
        for chunk, done in original(*arguments):
            seen.append(done)
            yield chunk, done

    client._results, Settings.pieces = noting, property(lambda self: pieces)
    clock, before = Clock(), resource.getrusage(resource.RUSAGE_SELF)
    working = sum(connected.run(time.process_time).values())
    try:
        run = simlab.run(path, settings, clock)
    finally:
        client._results, Settings.pieces = original, cut
    after = resource.getrusage(resource.RUSAGE_SELF)
    working = sum(connected.run(time.process_time).values()) - working
    began, first, last = clock.times[0], clock.times[1], clock.times[len(seen)]
    computing = [done.seconds for done in seen]
    return {
        "chunks": len(seen),
        "start_to_first_s": round(first - began, 2),
        "first_to_last_s": round(last - first, 2),
        "chunks_per_s": round((len(seen) - 1) / (last - first), 3),
        "chunk_s": [round(one, 3) for one in (min(computing), statistics.median(computing), max(computing))],
        "chunk_kB": round(statistics.mean(done.size for done in seen) / 1e3, 1),
        "workers_cpu_s": round(working, 2),
        "client_and_scheduler_cpu_s": round(
            after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 2
        ),
        "whole_s": round(run.manifest.timings.run_s, 2),
    }, run.manifest.results_digest


if __name__ == "__main__":
    main()
