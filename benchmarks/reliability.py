"""Stop runs in every way there is, again and again, and count what was lost.

    python benchmarks/reliability.py kills --count 50        kill -9 at random moments
    python benchmarks/reliability.py concurrent --count 20   two runs of one scenario at the same time

Each prints one JSON object: how often, what was lost (nothing, or the script fails), how many different
digests the runs came to (one).
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
import time
from pathlib import Path

import simlab
from simlab.errors import BusyError
from simlab.plan import chunks
from simlab.results.chunk_store import ChunkStore
from simlab.settings import Settings

SCENARIO = """\
title = "A run to be stopped"

[problem]
surface = "rosenbrock"

[run]
steps = {steps}
replicates = 3000
dtype = "float32"
seed = 7

[start]
kind = "uniform"
low = -1.5
high = 1.5

[noise]
kind = "gaussian"
sigma = 0.01

[[optimizer]]
kind = "momentum"
learning_rate = 1e-4

[record]
loss = "log 40"
theta = "last"

[[claim]]
id = "falls"
text = "The loss falls"
statistic = "median(final(loss))"
at_most = 1.0
"""


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["kills", "concurrent"])
    parser.add_argument("--count", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--steps", type=int, default=4000)
    arguments = parser.parse_args()
    chunks.CHUNK_BYTES = 2**15  # about a hundred trajectories: some thirty chunks
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "stopped.toml"
        path.write_text(SCENARIO.format(steps=arguments.steps), encoding="utf-8")
        found = globals()[arguments.what](path, arguments.count, random.Random(arguments.seed))
    print(json.dumps(found))
    sys.exit(0 if found["lost"] == 0 and found["digests"] == 1 else 1)


def kills(path: Path, count: int, draw: random.Random) -> dict:
    """Kill a run at ``count`` random moments, and let it go on after each."""
    begun = time.monotonic()
    os.waitpid(child(path, "base"), 0)  # compiles
    os.waitpid(child(path, "base", fresh=True), 0)
    began = time.monotonic()
    os.waitpid(child(path, "base", fresh=True), 0)
    usual = time.monotonic() - began
    digests, lost, killed, finished, kept, moments = {digest(path, "base")}, 0, 0, 0, 0, []
    while killed < count:
        process = child(path, "killed")
        wait = draw.uniform(0.0, usual)
        time.sleep(wait)
        os.kill(process, signal.SIGKILL)
        _, status = os.waitpid(process, 0)
        if os.WIFEXITED(status):  # it was through before
            if os.WEXITSTATUS(status):
                raise SystemExit("a run failed by itself")
            digests.add(digest(path, "killed"))
            finished += 1
            shutil.rmtree(path.parent / "killed")
            kept = 0
            continue
        killed += 1
        moments.append(round(wait, 3))
        now = sound(path, "killed")
        lost += max(0, kept - now)
        kept = now
    os.waitpid(child(path, "killed"), 0)
    digests.add(digest(path, "killed"))
    return {
        "killed": killed,
        "runs_finished": finished + 1,
        "lost": lost,
        "digests": len(digests),
        "run_s": round(usual, 2),
        "moments_s": [min(moments), max(moments)],
        "wall_s": round(time.monotonic() - begun, 1),
    }


def concurrent(path: Path, count: int, draw: random.Random) -> dict:
    """Start two runs at about the same time, ``count`` times; one is refused or finds all done."""
    os.waitpid(child(path, "base"), 0)
    digests, lost, refused = {digest(path, "base")}, 0, 0
    for _ in range(count):
        shutil.rmtree(path.parent / "both", ignore_errors=True)
        first = child(path, "both")
        time.sleep(draw.uniform(0.0, 0.3))
        second = child(path, "both")
        codes = [os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) for process in (first, second)]
        refused += codes.count(3)
        lost += 0 not in codes
        digests.add(digest(path, "both"))
    return {"pairs": count, "refused": refused, "lost": lost, "digests": len(digests)}


def child(path: Path, out: str, fresh: bool = False) -> int:
    """A process that runs the scenario; 0 when it is through, 3 when it is refused."""
    process = os.fork()
    if process:
        return process
    code = 1
    try:
        simlab.run(path, Settings(path.parent / out, threads=2, figures=False, fresh=fresh))
        code = 0
    except BusyError:
        code = 3
    finally:
        os._exit(code)


def digest(path: Path, out: str) -> str:
    """The digest of a finished run, compared with its numbers."""
    (folder,) = (path.parent / out).iterdir()
    simlab.open_results(folder, verify=True)
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["results_digest"]


def sound(path: Path, out: str) -> int:
    """How many chunks a stopped run has kept; fails if anything is half written."""
    folders = list((path.parent / out).glob("*"))
    if not folders:
        return 0
    (folder,) = folders
    if (folder / "manifest.json").exists():
        simlab.open_results(folder, verify=True)
        return 10**6  # finished: all of it
    store = ChunkStore(folder / "chunks")
    keys = store.keys()
    if any(store.read(key) is None for key in keys):
        raise SystemExit("a finished chunk cannot be read")
    return len(keys)


if __name__ == "__main__":
    main()
