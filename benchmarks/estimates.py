"""How far the planner's estimates of time are off, on this machine.

    python benchmarks/estimates.py                  a dozen scenarios of the repository
    python benchmarks/estimates.py my.toml ...      others

Runs every scenario once, so that its kernels are compiled and known, and then again. Prints one JSON object:
for each the time foretold with its kernels known and with them unknown (from the speeds of the others), and
the time it then took (the stage "running", wall clock, all threads); and of all of them the median and the
largest factor between the two.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import tempfile
from pathlib import Path

import simlab
from simlab import costs
from simlab.settings import Settings

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
    parser.add_argument("--threads", type=int, default=2)
    typed = parser.parse_args()
    paths = typed.scenarios or [ROOT / f"{name}.toml" for name in DOZEN]
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder), threads=typed.threads, figures=False, fresh=True)
        for path in paths:
            simlab.run(path, settings)
        found = {path.stem: measured(path, settings) for path in paths}
    print(
        json.dumps(
            found | {"known": factors(found, "known_s"), "unknown": factors(found, "unknown_s")}, indent=1
        )
    )


def measured(path: Path, settings: Settings) -> dict[str, float]:
    """Times (seconds) foretold with the kernels known and unknown, and the time taken."""
    plan = simlab.make_plan(simlab.load(path), threads=settings.threads)
    known = costs.estimate(plan, settings.threads).run_s
    own, read = {costs._name(program) for program in plan.programs}, costs._read
    costs._read = lambda: {name: one for name, one in read().items() if name not in own}
    try:
        unknown = costs.estimate(plan, settings.threads).run_s
    finally:
        costs._read = read
    taken = simlab.run(path, settings).manifest.timings.run_s
    return {"known_s": known, "unknown_s": unknown, "taken_s": taken}


def factors(found: dict[str, dict[str, float]], which: str) -> dict[str, float]:
    """How far off: the median and the largest of max(foretold / taken, taken / foretold)."""
    off = [math.exp(abs(math.log(one[which] / one["taken_s"]))) for one in found.values()]
    return {"median_factor": statistics.median(off), "largest_factor": max(off)}


if __name__ == "__main__":
    main()
