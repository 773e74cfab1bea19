"""Stop runs in every way there is, again and again, and count what was lost.

    python benchmarks/reliability.py kills --count 50        kill -9 at random moments
    python benchmarks/reliability.py signals --count 50      Ctrl-C and SIGTERM at random moments
    python benchmarks/reliability.py damage --count 50       bits turned, files cut short
    python benchmarks/reliability.py faults --count 20       a file system whose operations fail at random
    python benchmarks/reliability.py concurrent --count 50   two to four runs at the same time
    python benchmarks/reliability.py workers --count 10      Dask workers killed at random moments

With --store URL the chunks of kills, signals and workers go there. Each prints one JSON object: how often,
what was lost (nothing, or the script fails), and how many digests were other than that of an undisturbed run
in one piece (none).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from stopped_runs import ALL, BUSY, INTERRUPTED, Bench, bench, ended

import simlab
from simlab.cluster import client
from simlab.results.chunk_store import ChunkStore
from simlab.results.journal import journal
from simlab.settings import Reporter

TESTS = Path(__file__).parents[1] / "tests"
MOST_ATTEMPTS = 500


def main() -> None:
    """Do what the command line says."""
    whats = {one.__name__: one for one in (kills, signals, damage, faults, concurrent, workers)}
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=list(whats))
    parser.add_argument("--count", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--steps", type=int, default=1000)
    parser.add_argument("--replicates", type=int, default=6000)
    parser.add_argument("--store", help="where chunks go, a path or a URL; the run folder by default")
    typed = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        one = bench(Path(folder), typed.steps, typed.replicates, store=typed.store)
        found = {"run_s": round(one.seconds, 2)}
        found |= whats[typed.what](one, typed.count, random.Random(typed.seed))
    print(json.dumps(found | {"wall_s": round(time.monotonic() - began, 1)}))
    sys.exit(0 if found["lost"] == found["other_digests"] == 0 else 1)


def kills(one: Bench, count: int, draw: random.Random) -> dict:
    """Kill a run at ``count`` random moments, and let it go on after each."""
    return stopped(one, count, draw, [signal.SIGKILL])


def signals(one: Bench, count: int, draw: random.Random) -> dict:
    """The same with signals that ask a run to end."""
    return stopped(one, count, draw, [signal.SIGINT, signal.SIGTERM])


def stopped(one: Bench, count: int, draw: random.Random, how: list[signal.Signals]) -> dict:
    """Send one of the signals ``how`` to a run ``count`` times; what had been finished must stay."""
    stops, finished, lost, others, kept, moments = 0, 0, 0, 0, 0, []
    wanted = {INTERRUPTED, *(-number for number in how if number == signal.SIGKILL)}
    while stops < count:
        process, wait = one.start("stopped"), draw.uniform(0.0, one.seconds)
        time.sleep(wait)
        os.kill(process, draw.choice(how))
        code = ended(process)
        if code == 0:  # it was through before
            others += one.finished_digest("stopped") != one.digest
            shutil.rmtree(one.root / "stopped")
            finished, kept = finished + 1, 0
            continue
        if code not in wanted:
            raise SystemExit(f"a run ended with {code}")
        stops += 1
        moments.append(round(wait, 3))
        now = one.kept("stopped")
        lost += max(0, kept - now)
        kept = now
    lost += ended(one.start("stopped")) != 0
    others += one.finished_digest("stopped") != one.digest
    return {
        "stops": stops,
        "runs_finished": finished + 1,
        "lost": lost,
        "other_digests": others,
        "moments_s": [min(moments), max(moments)],
    }


def damage(one: Bench, count: int, draw: random.Random) -> dict:
    """Damage a random file of a run that was killed; only what it held may be run again."""
    kinds: Counter[str] = Counter()
    lanes, lost, others = one.lanes(), 0, 0
    while kinds.total() < count:
        process = one.start("damaged")
        time.sleep(draw.uniform(0.3, 0.9) * one.seconds)
        os.kill(process, signal.SIGKILL)
        ended(process)
        folder = one.folder("damaged")
        if files := sorted(folder.glob("chunks/*.npz")) if folder else []:
            harmed = draw.choice(files)
            kinds[harm(harmed, draw)] += 1
            sound = sum(lanes[file.stem] for file in files if file != harmed)
            work = Work()
            simlab.run(one.path, one.settings("damaged"), work)
            lost += work.done > (sum(lanes.values()) - sound) * one.steps
            others += one.finished_digest("damaged") != one.digest
        shutil.rmtree(one.root / "damaged", ignore_errors=True)
    return {"damaged": dict(kinds), "lost": lost, "other_digests": others}


class Work(Reporter):
    """How many lane-steps were done."""

    done = 0

    def advance(self, amount: int) -> None:
        """Take the work in."""
        self.done += amount


def harm(file: Path, draw: random.Random) -> str:
    """Cut a file short, or turn a bit of it; what was done."""
    content = bytearray(file.read_bytes())
    if draw.random() < 0.5:
        file.write_bytes(content[: draw.randrange(len(content))])
        return "cut short"
    content[draw.randrange(len(content))] ^= 1 << draw.randrange(8)
    file.write_bytes(content)
    return "a bit turned"


def faults(one: Bench, count: int, draw: random.Random) -> dict:
    """Let operations on files fail, one in five at first, then one in a hundred, until a run is through."""
    sys.path.append(str(TESTS))
    from faults import failing_files

    lost = others = attempts = failures = 0
    for _ in range(count):
        kept = 0
        for attempt in range(MOST_ATTEMPTS):
            try:
                with failing_files(draw, 0.01 if attempt else 0.2) as failed:
                    simlab.run(one.path, one.settings("faulty"))
                failures += len(failed)
                break
            except (simlab.errors.SimlabError, OSError):
                failures += len(failed)
                attempts += 1
                now = one.kept("faulty")
                lost += max(0, kept - now)
                kept = now
        else:
            raise SystemExit("never came to an end")
        others += one.finished_digest("faulty") != one.digest
        shutil.rmtree(one.root / "faulty")
    return {"runs": count, "failures": failures, "stops": attempts, "lost": lost, "other_digests": others}


def concurrent(one: Bench, count: int, draw: random.Random) -> dict:
    """Start two to four runs at about the same time, ``count`` times.

    In turn: of one scenario in one folder, of which one works and the others are refused or find all done; of
    different scenarios, which all come through; and of one scenario in folders of their own with one store.
    """
    other = bench(one.root, 500, 4000, seed=8)
    lost = others = refused = processes = 0
    rounds: Counter[str] = Counter()
    for index in range(count):
        kind, many = ("same run", "other runs", "same store")[index % 3], draw.randint(2, 4)
        benches = [one if kind != "other runs" or place % 2 == 0 else other for place in range(many)]
        outs = [f"out{place}" if kind == "same store" else "out" for place in range(many)]
        store = {"store": str(one.root / "store")} if kind == "same store" else {}
        started = []
        for which, out in zip(benches, outs, strict=True):
            started.append(which.start(out, **store))
            time.sleep(draw.uniform(0.0, 0.5) * one.seconds)
        codes = [ended(process) for process in started]
        if not set(codes) <= {0, BUSY} or 0 not in codes:
            raise SystemExit(f"{kind}: {codes}")
        refused += codes.count(BUSY)
        for which, out, code in zip(benches, outs, codes, strict=True):
            lost += code == 0 and which.kept(out) != ALL
            if code == 0 or kind != "same store":  # else a folder whose store was in use is empty
                others += which.finished_digest(out) != which.digest
        for out in set(outs):
            shutil.rmtree(one.root / out)
        rounds[kind] += 1
        processes += many
    return {
        "rounds": dict(rounds),
        "processes": processes,
        "refused": refused,
        "lost": lost,
        "other_digests": others,
    }


def workers(one: Bench, count: int, draw: random.Random) -> dict:
    """Kill one worker of two, or both, at random moments of each run, until ``count`` were killed."""
    from distributed import Client, LocalCluster

    cluster = LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs=50)
    runs = killed = others = lost = 0
    with Client(cluster) as connected:
        more = {"engine": "dask", "scheduler": connected.scheduler.address}
        simlab.run(one.path, one.settings("warm", **more))  # both have the kernel
        began = time.monotonic()
        simlab.run(one.path, one.settings("warm", fresh=True, **more))
        usual = time.monotonic() - began
        while killed < count:
            with Killer(one, "cluster", living(cluster, connected), usual, draw) as killer:
                simlab.run(one.path, one.settings("cluster", **more))
            runs, killed, lost = runs + 1, killed + killer.killed, lost + killer.lost
            others += one.finished_digest("cluster") != one.digest
            shutil.rmtree(one.root / "cluster")
    with suppress(TimeoutError):  # a process that was killed as it began may never be closed
        cluster.close(timeout=10)
    return {"runs": runs, "killed": killed, "lost": lost, "other_digests": others}


def living(cluster, connected) -> list[int]:
    """The processes of both workers, once both are there."""
    while len(found := connected.run(os.getpid, on_error="ignore")) < 2:
        cluster.scale(2)  # a process that was killed as it began is not replaced otherwise
        time.sleep(0.2)
    return list(found.values())


class Killer:
    """Kills some of the processes, each at a random moment within so many ``seconds``, while a run goes on.

    ``killed`` is how many were; ``lost`` counts chunks that were finished when one was killed, and at the
    end of the run are missing or were written by somebody else.
    """

    def __init__(
        self, one: Bench, out: str, processes: list[int], seconds: float, draw: random.Random
    ) -> None:
        self.killed = self.lost = 0
        self._one, self._out, self._kept = one, out, dict[str, dict]()
        chosen = draw.sample(processes, draw.randint(1, len(processes)))
        self._timers = [threading.Timer(draw.uniform(0.0, seconds), self._kill, [pid]) for pid in chosen]
        self._results = client._results

    def _store(self) -> ChunkStore | None:
        folder = self._one.folder(self._out)
        return folder and journal(folder, self._one.store)

    def _kill(self, process: int) -> None:
        if store := self._store():
            self._kept |= {key: facts for key in sorted(store.keys()) if (facts := store.facts(key))}
        os.kill(process, signal.SIGKILL)
        self.killed += 1

    def __enter__(self) -> Killer:
        """Begin."""

        def counted(*arguments):
            yield from self._results(*arguments)  # all chunks are there now, and still in the store
            store = self._store()
            self.lost += sum(store.facts(key) != facts for key, facts in self._kept.items())

        client._results = counted
        for timer in self._timers:
            timer.start()
        return self

    def __exit__(self, *_) -> None:
        """Kill no more."""
        client._results = self._results
        for timer in self._timers:
            timer.cancel()
            timer.join()


if __name__ == "__main__":
    main()
