"""simlab on a GPU beside JAX, PyTorch and CUDA C++ on the same GPU: one JSON file of results.

    python benchmarks/gpu.py [--out benchmarks/results] [--quick] [--parts simlab jax ...]

Rosenbrock's valley with momentum, and networks 2-16-16-1 with batches of 32, in float32. Compile, transfer
and run are listed apart; "engine" is a whole run of simlab with its copies. A part that is missing or fails
is listed with its last words, and the others go on; "answers differ" marks one whose mean magnitude of
parameters is not simlab's to 1 %. "simlab_thread" is simlab with a thread a network instead of a team.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from case import Case

HERE = Path(__file__).parent
SURFACES, NETWORKS = "rosenbrock_momentum", "network_moons"
ROWS = [(SURFACES, count, 2000) for count in (1_000, 10_000, 1_000_000, 10_000_000)]
ROWS += [(NETWORKS, 1_000, 200), (NETWORKS, 65_536, 50)]
QUICK = [(SURFACES, 1_000, 200), (NETWORKS, 256, 50)]
PARTS = {
    SURFACES: ("simlab", "cuda_cpp", "jax", "torch"),
    NETWORKS: ("simlab", "simlab_thread", "jax", "torch"),
}
SECONDS = 600  # that a part may take
PACKAGES = ("simlab", "numba", "numba-cuda", "cuda-core", "numpy", "jax", "torch")


def measured(part: str, work: str, count: int, steps: int) -> dict:
    """What one part says of itself; or why there is no number."""
    command = [sys.executable, str(HERE / "gpu_opponents.py"), part, work, str(count), str(steps)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return {"left out": f"more than {SECONDS} s"}
    if done.returncode != 0:
        words = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        return {"left out": words[-1][:300]}
    return json.loads(done.stdout.splitlines()[-1])


def compared(row: dict, peak: float | None) -> dict:
    """The row with ratios to simlab's run, the share of the peak, and a mark on answers that differ."""
    own, case = row["simlab"], Case(row["work"], "float32", row["count"], row["steps"], 1)
    if "run" not in own:
        return row
    row["steps_per_second"] = row["count"] * row["steps"] / own["run"]
    if peak:
        row["share_of_peak"] = case.item.FLOPS_PER_STEP * row["steps_per_second"] / peak
    for part in PARTS[row["work"]][1:]:
        if "run" in row.get(part, ()):
            row[part]["times simlab's"] = row[part]["run"] / own["run"]
            if abs(row[part]["size"] - own["size"]) > 0.01 * own["size"]:
                row[part]["answers differ"] = True
    return row


def rows(wanted: list[tuple[str, int, int]], parts: list[str], peak: float | None) -> Iterator[dict]:
    """One row after another."""
    for work, count, steps in wanted:
        row: dict = {"work": work, "count": count, "steps": steps}
        for part in PARTS[work]:
            if part in parts:
                row[part] = measured(part, work, count, steps)
        yield compared(row, peak)


def versions() -> dict[str, str]:
    """Of the packages that take part; those that are not installed are left out."""
    found = {}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def main() -> None:
    """Measure everything, print it and write it."""
    names = list(dict.fromkeys(part for parts in PARTS.values() for part in parts))
    parser = argparse.ArgumentParser(description="simlab on a GPU beside its opponents")
    parser.add_argument("--out", type=Path, default=HERE / "results")
    parser.add_argument("--quick", action="store_true", help="the smallest sizes and fewer steps")
    parser.add_argument("--parts", nargs="+", choices=names, default=names)
    typed = parser.parse_args()
    peak = measured("peak", SURFACES, 1, 1).get("operations_per_second")
    found = []
    for row in rows(QUICK if typed.quick else ROWS, list(dict.fromkeys(["simlab", *typed.parts])), peak):
        found.append(row)
        print(json.dumps(row), flush=True)
        if "left out" in row["simlab"]:
            raise SystemExit(f"simlab cannot run here: {row['simlab']['left out']}")
    device = found[0]["simlab"]["device"]
    content = {"device": device, "date": str(date.today()), "versions": versions(), "peak_fp32": peak}
    typed.out.mkdir(parents=True, exist_ok=True)
    path = typed.out / f"gpu-{device.replace(' ', '-').lower()}{'-quick' * typed.quick}.json"
    path.write_text(json.dumps(content | {"results": found}, indent=1) + "\n", encoding="utf-8")
    print(path)


if __name__ == "__main__":
    main()
