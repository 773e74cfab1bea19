"""Measure simlab beside its opponents: the same surface work, the same answers, side by side.

    python benchmarks/run.py                       everything, for the record
    python benchmarks/run.py --count 256 --work rosenbrock_adam --repeats 3

Writes results/<machine>.json and RESULTS.md. Run it on a quiet machine: the load before it is recorded.
"""

from __future__ import annotations

import argparse
import json
import math
import multiprocessing
import os
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import machine
import report
import worker
from agreement import Oracle
from case import WORKS, Case, item_of

FOLDER = Path(__file__).parent
OPPONENTS = (
    "simlab_engine",
    "cpp_lanes",
    "jax_loops",
    "jax_sharded",
    "torch_eager",
    "torch_compiled",
    "numba_prange",
    "numpy_rows",
    "scipy_minimize",
    "optax_lbfgs",
    "cpp_networks",
    "jax_networks",
    "torch_networks",
)
ONE_WORK = OPPONENTS[-5:]  # opponents of the works that name them, and of no other
CACHES = ("SIMLAB_CACHE", "NUMBA_CACHE_DIR", "TORCHINDUCTOR_CACHE_DIR")
SAMPLE_SECONDS = 0.02  # a sample repeats a short call until it takes about this long
REST_SECONDS = 0.02  # lets the spinning threads of the last opponent fall asleep
TRIALS = 3  # samples a variant gets in the selection, a slow one a single one
SLOW_SECONDS = 0.3


@dataclass
class Entry:
    """One opponent in one case: the process it lives in, its best variant, its samples."""

    opponent: str
    process: ProcessPoolExecutor
    name: str = ""
    version: str = ""
    variant: str = ""
    first_seconds: float = math.nan
    error: float = math.nan
    calls: int = 1
    trials: dict[str, float] = field(default_factory=dict)
    wrong: dict[str, float] = field(default_factory=dict)  # errors of variants that were not timed
    samples: list[float] = field(default_factory=list)
    skipped: str = ""

    def ask(self, function, *arguments):
        """Call ``function`` in the opponent's process."""
        return self.process.submit(function, *arguments).result()

    def record(self) -> dict:
        """What the result file keeps."""
        if self.skipped:
            return {"opponent": self.opponent, "skipped": self.skipped}
        return {
            "opponent": self.opponent,
            "name": self.name,
            "version": self.version,
            "variant": self.variant,
            "seconds": min(self.samples),
            "samples": self.samples,
            "first_seconds": self.first_seconds,
            "error": self.error,
            "trials": self.trials,
            "wrong": self.wrong,
        }


def select(entry: Entry, case: Case, oracle: Oracle) -> None:
    """Try every variant: check its answer, time it briefly, keep the fastest; leave out what is wrong.

    Raises
    ------
    SystemExit
        If simlab is wrong, or an opponent in all its variants.
    """
    try:
        entry.name, entry.version, variants = entry.ask(worker.survey, entry.opponent, case)
    except ImportError as error:
        entry.skipped = str(error)
        return
    best = math.inf
    for variant in variants:
        seconds, theta = entry.ask(worker.first, entry.opponent, case, variant)
        error = oracle.error(theta)
        if error > oracle.tolerance:
            entry.wrong[variant] = error
            entry.ask(worker.forget, variant)
            continue
        taken = entry.ask(worker.measure, variant, 1)
        for _ in range(TRIALS if taken < SLOW_SECONDS else 0):
            taken = min(taken, entry.ask(worker.measure, variant, calls_for(taken)))
        entry.trials[variant] = taken
        loser = variant
        if taken < best:
            loser, best = entry.variant, taken
            entry.variant, entry.first_seconds, entry.error = variant, seconds, error
            entry.calls = calls_for(taken)
        entry.ask(worker.forget, loser)
    if entry.wrong and (entry.opponent == OPPONENTS[0] or not entry.trials):
        raise SystemExit(f"{entry.name} is wrong in {case}: {entry.wrong}; nothing was timed")


def contenders(case: Case, opponents: list[str]) -> list[str]:
    """Those of ``opponents`` that do this work."""
    own = getattr(case.item, "OPPONENTS", [name for name in OPPONENTS if name not in ONE_WORK])
    return [name for name in opponents if name in own]


def cases(asked: argparse.Namespace) -> list[Case]:
    """What was asked for, in order; a work may do with fewer precisions, other counts and other steps."""
    return [
        Case(work, dtype, count, steps_of(item, count, asked.steps), asked.threads)
        for work in asked.work
        for item in [item_of(work)]
        for dtype in asked.dtype
        if dtype in getattr(item, "DTYPES", asked.dtype)
        for count in (asked.own_counts or getattr(item, "COUNTS", asked.count))
    ]


def steps_of(work, count: int, asked: int) -> int:
    """Steps of a work: its own, perhaps those of the nearest count that it names, or those asked for."""
    steps = getattr(work, "STEPS", asked)
    return steps[min(steps, key=lambda known: abs(known - count))] if isinstance(steps, dict) else steps


def calls_for(seconds: float) -> int:
    """How often to repeat a call so that a sample is long enough to time."""
    return max(1, min(1000, round(SAMPLE_SECONDS / seconds)))


def measure(case: Case, opponents: list[str], repeats: int) -> dict:
    """One case: answers first, then ``repeats`` rounds in which every opponent has its turn."""
    oracle = Oracle(case)
    context = multiprocessing.get_context("spawn")
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        os.environ.update(dict.fromkeys(CACHES, folder))  # inherited: a first call compiles from cold
        entries = []
        for opponent in contenders(case, opponents):
            process = stack.enter_context(ProcessPoolExecutor(1, mp_context=context))
            entry = Entry(opponent, process)
            select(entry, case, oracle)
            entries.append(entry)
            best = f"{entry.trials[entry.variant] * 1e3:10.3f} ms" if entry.trials else entry.skipped
            print(f"  {opponent:16s} {best}  {entry.variant}", flush=True)
        for _ in range(repeats):
            for entry in entries:
                if not entry.skipped:
                    time.sleep(REST_SECONDS)
                    entry.samples.append(entry.ask(worker.measure, entry.variant, entry.calls))
    return case.describe() | {
        "tolerance": oracle.tolerance,
        "compared_share": oracle.share,
        "opponents": [entry.record() for entry in entries],
    }


def options() -> argparse.Namespace:
    """The command line."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("--work", nargs="+", choices=WORKS, default=list(WORKS))
    parser.add_argument("--opponent", nargs="+", choices=OPPONENTS, default=list(OPPONENTS))
    parser.add_argument("--dtype", nargs="+", choices=("float32", "float64"), default=["float32", "float64"])
    parser.add_argument("--count", nargs="+", type=int, default=[256, 65536], help="trajectories")
    parser.add_argument("--own-counts", nargs="+", type=int, help="instead of the counts that a work names")
    parser.add_argument("--steps", type=int, default=1000)
    parser.add_argument("--repeats", type=int, default=15, help="rounds; the best counts")
    parser.add_argument("--threads", type=int, default=machine.threads())
    parser.add_argument("--out", type=Path, default=FOLDER / "results", help="folder for the result file")
    parser.add_argument("--suffix", default="", help="of the name of the result file, after the machine's")
    parser.add_argument("--no-report", action="store_true", help="leave RESULTS.md alone")
    return parser.parse_args()


def main() -> None:
    """Measure what was asked for, write the record and the table."""
    asked = options()
    description = machine.describe()
    result = {
        "machine": description,
        "threads": asked.threads,
        "command": "python benchmarks/run.py " + " ".join(sys.argv[1:]),
        "fma_peak": machine.fma_peak(asked.threads),
        "cpp_build_seconds": machine.build_seconds(),
        "cases": [],
    }
    asked.out.mkdir(parents=True, exist_ok=True)
    path = asked.out / f"{machine.slug(description)}{asked.suffix}.json"
    for case in cases(asked):
        print(f"{case.work} {case.dtype} {case.count}", flush=True)
        result["cases"].append(measure(case, asked.opponent, asked.repeats))
        path.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    if not asked.no_report:
        (FOLDER / "RESULTS.md").write_text(report.markdown(asked.out), encoding="utf-8")
    print(f"wrote {path}")


if __name__ == "__main__":
    main()
