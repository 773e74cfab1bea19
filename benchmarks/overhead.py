"""What ``simlab run`` costs beyond its kernel, from outside: process start to process end.

``python benchmarks/overhead.py`` uses a small scenario of its own; a path runs another one. Measured:

* warm: wall time of ``simlab run`` minus the manifest's ``run_s``, compiled kernels in the store;
* cold: the manifest's ``compile_s`` with an empty store (``SIMLAB_CACHE``), and the wall time of that run;
* ``simlab --help``.

The best of the repeats counts. Writes results/<machine>-overhead.json and RESULTS.md.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import machine
import report

FOLDER = Path(__file__).parent
SCENARIO = """\
title = "Overhead: a small run without figures"

[problem]
surface = "rosenbrock"

[start]
kind = "uniform"
low = [-1.0, -0.5]
high = [1.0, 1.0]

[run]
steps = 1000
replicates = 1000

[[optimizer]]
kind = "momentum"
learning_rate = 1e-3
momentum = 0.9

[record]
loss = "log 100"

[[claim]]
id = "descends"
text = "Nine runs in ten end below the loss 1"
statistic = "probability(final(loss) < 1)"
at_least = 0.9
"""


def program() -> str:
    """The ``simlab`` beside this Python, else the one on the path.

    Raises
    ------
    SystemExit
        If there is none.
    """
    found = shutil.which("simlab", path=str(Path(sys.executable).parent)) or shutil.which("simlab")
    if found is None:
        raise SystemExit("simlab is not installed here: pip install -e .")
    return found


def timed(*arguments: str, store: Path | None = None) -> float:
    """Wall seconds of one ``simlab`` command, in a process of its own.

    Raises
    ------
    SystemExit
        If the command fails: its last words are the message.
    """
    environment = {**os.environ, **({"SIMLAB_CACHE": str(store)} if store else {})}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installation keeps its compiled modules
    command = [program(), *arguments]
    began = time.perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    taken = time.perf_counter() - began
    if done.returncode != 0:
        raise SystemExit(
            f"simlab {' '.join(arguments)} failed ({done.returncode}):\n{done.stderr or done.stdout}"
        )
    return taken


def run(scenario: Path, folder: Path, store: Path) -> tuple[float, dict]:
    """Wall seconds of ``simlab run`` into a new ``folder``; timings and trajectory-steps of its manifest."""
    wall = timed("run", str(scenario), "--out", str(folder), store=store)
    manifest = json.loads(next(folder.rglob("manifest.json")).read_text(encoding="utf-8"))
    return wall, manifest["timings"] | {"trajectory_steps": manifest["trajectory_steps"]}


def measure(scenario: Path, repeats: int, folder: Path) -> dict:
    """Every figure of the table: ``{name: {"seconds", "what"}}``."""
    cold = [run(scenario, folder / f"cold{i}", folder / f"store{i}") for i in range(2)]
    warm = [run(scenario, folder / f"warm{i}", folder / "store0") for i in range(repeats)]
    wall, timings = min(warm, key=lambda pair: pair[0] - pair[1]["run_s"])
    rate = timings["trajectory_steps"] / timings["run_s"]
    return {
        "simlab run, warm, beyond the kernel": {
            "seconds": wall - timings["run_s"],
            "what": f"wall {wall:.2f} s, run_s {timings['run_s']:.3f} ({rate:.1e} trajectory-steps/s), "
            f"write_s {timings['write_s']:.2f}, compile_s {timings['compile_s']:.2f}",
        },
        "compile a new program, cold": {
            "seconds": min(timings["compile_s"] for _, timings in cold),
            "what": f"compile_s with an empty store; wall {min(wall for wall, _ in cold):.2f} s",
        },
        "simlab --help": {
            "seconds": min(timed("--help") for _ in range(repeats)),
            "what": f"best of {repeats}",
        },
    }


def main() -> None:
    """Measure, print, write the record and the table."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("scenario", nargs="?", type=Path, help="a scenario without figures")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--out", type=Path, default=FOLDER / "results", help="folder for the result file")
    parser.add_argument("--no-report", action="store_true", help="leave RESULTS.md alone")
    asked = parser.parse_args()
    description = machine.describe()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        own = folder / "overhead.toml"
        own.write_text(SCENARIO, encoding="utf-8")
        figures = measure(asked.scenario or own, asked.repeats, folder)
    for name, entry in figures.items():
        print(f"{entry['seconds']:8.3f} s  {name}  ({entry['what']})")
    command = "python benchmarks/overhead.py " + " ".join(sys.argv[1:])
    result = {"machine": description, "command": command, "overhead": figures}
    asked.out.mkdir(parents=True, exist_ok=True)
    path = asked.out / f"{machine.slug(description)}-overhead.json"
    path.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    if not asked.no_report:
        (FOLDER / "RESULTS.md").write_text(report.markdown(asked.out), encoding="utf-8")
    print(f"wrote {path}")


if __name__ == "__main__":
    main()
