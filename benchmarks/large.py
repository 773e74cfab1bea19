"""Ten million trajectories of which only the statistics are kept: peak memory and time.

    python benchmarks/large.py                        10^7 trajectories of 100 steps
    python benchmarks/large.py --replicates 100000    fewer

Runs one streaming scenario here, on all cores, and prints a JSON object: trajectories, the peak of this
process's memory or of a process that compiled (bytes), processor time of all and wall clock (seconds,
imports and compiling included), the time and memory that the plan foretold. Fails at a peak of 2 GB or more.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from pathlib import Path

from noisy_run import noisy_run

import simlab
from simlab.costs import estimate
from simlab.settings import Settings

MOST_BYTES = 2 * 10**9
BYTES_OF_A_UNIT = 1 if sys.platform == "darwin" else 1024  # of the system's peaks


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--replicates", type=int, default=10**7)
    parser.add_argument("--steps", type=int, default=100)
    typed = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path, began = Path(folder) / "large.toml", time.monotonic()
        path.write_text(noisy_run(typed.steps, typed.replicates, streamed=True), encoding="utf-8")
        settings = Settings(Path(folder), figures=False)
        plan = simlab.make_plan(simlab.load(path))
        foretold = estimate(plan, settings.threads)
        run = simlab.run(path, settings)
        wall = time.monotonic() - began
    uses = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    peak = max(one.ru_maxrss for one in uses) * BYTES_OF_A_UNIT
    found = {
        "trajectories": plan.trajectories,
        "chunks": len(plan.chunks()),
        "peak_bytes": peak,
        "foretold_bytes": plan.memory(),
        "cpu_s": round(sum(one.ru_utime + one.ru_stime for one in uses), 1),
        "wall_s": round(wall, 1),
        "run_s": round(run.manifest.timings.run_s, 2),
        "foretold_run_s": round(foretold.run_s, 2),
        "results_digest": run.manifest.results_digest,
    }
    print(json.dumps(found))
    sys.exit(peak >= MOST_BYTES)


if __name__ == "__main__":
    main()
