"""How far the planner's estimates of time are off, on this machine.

    python benchmarks/estimates.py                  a dozen scenarios of the repository
    python benchmarks/estimates.py my.toml ...      others

Runs every scenario once, so that its kernels are compiled and known, and then again. Prints one JSON object:
for each the time foretold for one thread with its kernels known and with them unknown (from the speeds of the
others), and the time it then took: of everything that runs and is reported as running, landscapes too, in
seconds of the processor, so that what else the machine does is left out. Of all of them the median and the
largest factor between the two, and how many were within 2 and within 4.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import sys
import tempfile
import time
from pathlib import Path

import simlab
from simlab import costs
from simlab.effort import jobs, landscape_jobs
from simlab.settings import Reporter, Settings

ROOT = Path(__file__).parents[1] / "scenarios"
DOZEN = (
    *(
        "lecture/averaging",
        "lecture/restarts",
        "lecture/stability",
        "lecture/sgd_floor",
        "lecture/two_minima",
    ),
    *(
        "lecture/saddle_escape_noise",
        "lecture/random_minimum",
        "lecture/step_uphill",
        "lecture/momentum_noise",
    ),
    *("lecture/epoch_shuffle", "lecture/adam_signs", "lecture/zero_one_loss", "lecture/symmetry_logistic"),
)


def main() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scenarios", nargs="*", type=Path)
    typed = parser.parse_args()
    paths = typed.scenarios or [ROOT / f"{name}.toml" for name in DOZEN]
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder), threads=1, figures=False, fresh=True)
        for path in paths:
            simlab.run(path, settings)
        found = {}
        for path in paths:
            found[path.stem] = measured(path, settings)
            print(json.dumps({path.stem: found[path.stem]}), file=sys.stderr)
    print(
        json.dumps(
            found | {"known": factors(found, "known_s"), "unknown": factors(found, "unknown_s")}, indent=1
        )
    )


def measured(path: Path, settings: Settings) -> dict[str, float]:
    """Times (seconds) foretold with the kernels known and unknown, and the time taken."""
    plan = simlab.make_plan(simlab.load(path), threads=settings.threads)
    known = costs.estimate(plan, settings.threads).run_s
    own = {costs._name(job.program) for job in (*jobs(plan), *landscape_jobs(plan))}
    read = costs._read
    costs._read = lambda: {name: one for name, one in read().items() if name not in own}
    try:
        unknown = costs.estimate(plan, settings.threads).run_s
    finally:
        costs._read = read
    clock = Clock()
    simlab.run(path, settings, clock)
    return {"known_s": known, "unknown_s": unknown, "taken_s": clock.seconds}


class Clock(Reporter):
    """The processor time of all stages in which something runs."""

    def __init__(self) -> None:
        self.seconds, self._runs, self._since = 0.0, False, 0.0

    def stage(self, name: str, total: int = 0) -> None:
        """A stage ends and the next begins."""
        now = time.process_time()
        self.seconds += (now - self._since) * self._runs
        self._runs, self._since = name == "running" or (name.startswith("landscape") and total > 0), now


def factors(found: dict[str, dict[str, float]], which: str) -> dict[str, float]:
    """How far off: the median and the largest of max(foretold / taken, taken / foretold), and how many."""
    off = [math.exp(abs(math.log(one[which] / one["taken_s"]))) for one in found.values()]
    within = {f"within_{factor}": sum(one <= factor for one in off) for factor in (2, 4)}
    return {
        "scenarios": len(off),
        "median_factor": statistics.median(off),
        "largest_factor": max(off),
    } | within


if __name__ == "__main__":
    main()
