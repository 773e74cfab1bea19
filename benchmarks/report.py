"""The tables: from results/*.json to RESULTS.md.

``python benchmarks/report.py`` rewrites RESULTS.md from the result files that are there.
"""

from __future__ import annotations

import json
from pathlib import Path

FOLDER = Path(__file__).parent
OWN = "simlab_engine"
TITLES = {
    "rosenbrock_momentum": "Rosenbrock, momentum",
    "rosenbrock_adam": "Rosenbrock, Adam",
    "rastrigin_momentum": "Rastrigin, momentum",
    "ackley_adam": "Ackley, Adam",
    "rosenbrock_lbfgs": "Rosenbrock to its minimum, L-BFGS",
    "quadratic_momentum": "Quadratic in 100 dimensions, momentum",
    "network_moons": "Networks 2-16-16-1, batch 32, momentum",
    "network_moons_adam": "Networks 2-16-16-1, batch 32, Adam",
    "network_moons_wide": "Networks 2-32-32-1, batch 32, momentum",
    "network_moons_normalised": "Networks 2-16-16-1 with batch normalisation, batch 32, momentum",
    "network_deep": "Networks of 20 hidden layers of 16 units, batch 32, momentum",
    "network_digits": "Networks 64-32-10 on the digits, batch 64, momentum",
}
INTRODUCTION = """\
# Results

Written by `benchmarks/report.py` from `benchmarks/results/*.json`; do not edit.

How the numbers are taken: every opponent in a process of its own, on all the threads stated; its variants
are tried and the fastest is kept; its answer is compared with a float64 run in NumPy before anything is
timed (float64: 1e-9; float32: 1e-4, relative, on the lanes that are not chaotic), and a variant that is
wrong is named and not timed; then all take turns, round after round, and the best round counts. The first
call, compilation included, is listed apart and from cold.
Hyper-parameters and starting points are arrays, one number a trajectory; the opponents have the constants of
the surface compiled in, simlab reads them too from arrays, and alone keeps watch over lanes that fail.

**time / simlab** is the opponent's time over simlab's: above 1, simlab is faster. **peak** is the share of
the measured peak of fused multiply-adds, with the operations of the formula counted once each (division and
root too), gradient and update only.

Of networks 16 are compared with NumPy (float32: 1e-3). Their operations are those of the products of weights
alone: activations, loss and update come on top. A trajectory is a network, and each has batches of its own,
whose places simlab draws as it goes and the opponents are given.
"""


def markdown(results: Path) -> str:
    """RESULTS.md for every machine in ``results``."""
    parts = [INTRODUCTION]
    for path in sorted(results.glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        parts.append(_overhead(data) if "overhead" in data else _machine(data))
    return "\n".join(parts)


def _machine(data: dict) -> str:
    networks = all(case["work"].startswith("network") for case in data["cases"])
    parts = [_heading(data, "networks" if networks else "surfaces"), _summary(data["cases"])]
    for case in data["cases"]:
        parts.append(_case(case, data["fma_peak"].get(case["dtype"])))
    return "\n".join(parts)


def _heading(data: dict, what: str) -> str:
    about = data["machine"]
    lines = [f"\n## {about['cpu']} ({about['family_model']}), {about['cores']} cores: {what}\n"]
    command = data["command"].strip()
    lines.append(f"{about['date']}, {about['system']}, Python {about['python']}, `{command}`.")
    if "threads" in data:
        peaks = ", ".join(f"{name} {value / 1e9:.0f}" for name, value in data["fma_peak"].items())
        lines.append(f"Vector features: {', '.join(about['features'])}. {data['threads']} threads.")
        lines.append(f"Measured FMA peak, GFLOP/s: {peaks or 'no compiler here'}.")
        versions = {entry["name"]: entry["version"] for case in data["cases"] for entry in _ran(case)}
        if build := data["cpp_build_seconds"]:
            lines.append(f"C++ is compiled once for everything, {build:.1f} s, not part of its first calls.")
        lines.append(f"Versions: {'; '.join(' '.join(pair) for pair in versions.items())}.")
    lines.append(f"Load average before the start: {about['load_before']}.")
    return "\n".join(lines) + "\n"


def _summary(cases: list[dict]) -> str:
    names = list(dict.fromkeys(entry["name"] for case in cases for entry in _ran(case)))
    rows = []
    for case in cases:
        times = {entry["name"]: entry["seconds"] for entry in _ran(case)}
        own = times.get("simlab")
        cells = [_ratio(times.get(name), own) for name in names if name != "simlab"]
        rate = f"{case['count'] * case['steps'] / own:.2e}" if own else "-"
        rows.append([_title(case), rate, *cells])
    head = ["time / simlab", "simlab, trajectory-steps/s", *(name for name in names if name != "simlab")]
    return _table(head, rows)


def _case(case: dict, peak: float | None) -> str:
    entries = sorted(_ran(case), key=lambda entry: entry["seconds"])
    own = next((entry["seconds"] for entry in entries if entry["opponent"] == OWN), None)
    work = case["count"] * case["steps"]
    rows = []
    for entry in entries:
        rate = work / entry["seconds"]
        share = f"{rate * case['flops_per_step'] / peak:.1%}" if peak and case["flops_per_step"] else "-"
        rows.append(
            [
                *(entry["name"], entry["variant"], f"{entry['seconds'] * 1e3:.3f}", f"{rate:.2e}"),
                *(_ratio(entry["seconds"], own), share),
                *(f"{entry['first_seconds']:.2f}", f"{entry['error']:.0e}"),
            ]
        )
    skipped = [f"{e['opponent']}: {e['skipped']}" for e in case["opponents"] if "skipped" in e]
    wrong = [
        f"{e['name']}, {variant}: error {error:.0e}"
        for e in entries
        for variant, error in e.get("wrong", {}).items()
    ]
    head = [
        "opponent",
        "best variant",
        "ms",
        "trajectory-steps/s",
        "time / simlab",
        "peak",
        "first call",
        "error",
    ]
    notes = [
        f"\n### {_title(case)}\n",
        f"{case['steps']:,} steps; {case['flops_per_step']} operations a trajectory-step: {case['flops']}. "
        f"{case['compared_share']:.1%} of the lanes compared.\n",
        _table(head, rows),
    ]
    notes += [f"\nNot here: {'; '.join(skipped)}.\n"] * bool(skipped)
    return "\n".join(notes + [f"\nWrong here, and not timed: {'; '.join(wrong)}.\n"] * bool(wrong))


def _overhead(data: dict) -> str:
    rows = [[name, f"{entry['seconds']:.2f}", entry["what"]] for name, entry in data["overhead"].items()]
    return _heading(data, "overhead") + "\n" + _table(["", "seconds", "what"], rows)


def _title(case: dict) -> str:
    return f"{TITLES.get(case['work'], case['work'])}, {case['dtype']}, {case['count']:,} trajectories"


def _ran(case: dict) -> list[dict]:
    return [entry for entry in case["opponents"] if "skipped" not in entry]


def _ratio(seconds: float | None, own: float | None) -> str:
    return f"{seconds / own:.2f}" if seconds and own else "-"


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


if __name__ == "__main__":
    (FOLDER / "RESULTS.md").write_text(markdown(FOLDER / "results"), encoding="utf-8")
