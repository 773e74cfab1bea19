"""How a streaming run scales over worker processes, and what a chunk costs beside its computing.

    python benchmarks/scaling.py --replicates 2000000

Runs the same scenario in this process on one thread, and on local clusters of one and of two workers; the
digests must agree. Prints one JSON object with the wall-clock times of the running stage, the bytes that a
chunk leaves, and the time a task spends beside its chunk.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path

import simlab
from simlab.cluster import client
from simlab.settings import Reporter, Settings

SCENARIO = """\
title = "Scaling"

[problem]
surface = "rosenbrock"

[run]
steps = {steps}
replicates = {replicates}
dtype = "float32"

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
loss = "log 20"

[stream]
loss = ["mean", "variance", "quantiles"]
"""


class Clock(Reporter):
    """When the running stage began, and when each chunk was reported."""

    def __init__(self) -> None:
        self.began, self.ended, self.reports = 0.0, 0.0, []

    def stage(self, name: str, total: int = 0) -> None:
        """Take the time."""
        if name == "running":
            self.began = time.perf_counter()
        elif name == "writing":
            self.ended = time.perf_counter()

    def advance(self, amount: int) -> None:
        """Take the time."""
        self.reports.append(time.perf_counter())


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--replicates", type=int, default=2_000_000)
    parser.add_argument("--steps", type=int, default=1000)
    arguments = parser.parse_args()
    found: dict = {"replicates": arguments.replicates, "steps": arguments.steps}
    seen: list = []
    keep(seen)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scaling.toml"
        path.write_text(SCENARIO.format(**found), encoding="utf-8")
        digests = set()
        for name, more in (
            ("one thread here", {}),
            ("one worker", {"engine": "dask", "workers": 1}),
            ("two workers", {"engine": "dask", "workers": 2}),
        ):
            seen.clear()
            clock = Clock()
            run = simlab.run(path, Settings(Path(folder) / name, threads=1, figures=False, **more), clock)
            digests.add(run.manifest.results_digest)
            steady = (clock.reports[-1] - clock.reports[0]) if seen else clock.ended - clock.began
            found[name] = {"running_s": round(clock.ended - clock.began, 2)}
            if seen:
                computing = sum(done.seconds for done in seen)
                found[name] |= {
                    "chunks": len(seen),
                    "from_first_to_last_chunk_s": round(steady, 2),
                    "computing_s": round(computing, 2),
                    "bytes_a_chunk": sum(done.size for done in seen) // len(seen),
                }
    print(json.dumps(found | {"digests": len(digests)}, indent=1))


def keep(seen: list) -> None:
    """Note what every task says of itself."""
    original = client._results

    def noting(*arguments):
        for chunk, done in original(*arguments):
            seen.append(done)
            yield chunk, done

    client._results = noting


if __name__ == "__main__":
    main()
