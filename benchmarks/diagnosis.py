"""How often ``simlab diagnose`` is right: a confusion matrix over runs with a planted pitfall, or none.

``python benchmarks/diagnosis.py`` makes ``--files`` scenarios of 20 variants for each of 15 classes
(``benchmarks/planted.py``) and diagnoses every variant; its first finding is its answer. Writes
diagnosis.json and docs/diagnosis-measured.md: recall of every class with Wilson's interval, balanced
accuracy (the mean recall) with a bootstrap interval over scenarios, and the confusion matrix.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np
from planted import PLANTED
from scipy import stats

import simlab
from simlab.diagnosis.examine import HEALTHY

FOLDER = Path(__file__).parent
PAGE = FOLDER.parent / "docs" / "diagnosis-measured.md"


def answers(maker, number: int, seed: int, folder: Path) -> list[str]:
    """The first finding in every variant of one planted scenario."""
    rng = np.random.default_rng([seed, PLANTED.index(maker), number])
    path = folder / f"{maker.__name__}-{number}.toml"
    path.write_text(maker(rng, seed=int(rng.integers(2**31))), encoding="utf-8")
    return [treatment.before.name for treatment in simlab.diagnose(path)]


def truth(maker) -> str:
    """The class that was planted."""
    return HEALTHY if maker.__name__.startswith(HEALTHY) else maker.__name__


def balanced(groups: dict[str, list[list[bool]]], rng: np.random.Generator, resamples: int = 2000):
    """Mean recall over classes, and its 95 % interval by a bootstrap over whole scenarios."""
    recall = {name: [np.mean(one) for one in files] for name, files in groups.items()}
    value = np.mean([np.mean(files) for files in recall.values()])
    drawn = [
        np.mean([np.mean(rng.choice(files, len(files))) for files in recall.values()])
        for _ in range(resamples)
    ]
    return float(value), *map(float, np.quantile(drawn, [0.025, 0.975]))


def page(result: dict) -> str:
    """The tables as Markdown."""
    value, low, high = result["balanced_accuracy"]
    command = f"python benchmarks/diagnosis.py --files {result['files']} --seed {result['seed']}"
    lines = [
        "# How often a diagnosis is right",
        "",
        f"Written by `{command}`; do not edit.",
        "",
        f"{result['runs']:,} runs with random parameters, {20 * result['files']} of each kind of scenario;",
        "the answer is the first finding of `simlab diagnose`. `benchmarks/planted.py` says how each",
        "pitfall is planted. The seed was not looked at while the rules were written.",
        "",
        f"**Balanced accuracy {value:.3f}**, 95 % interval {low:.3f} to {high:.3f} (bootstrap of scenarios).",
        "",
        "| planted | runs | recall | 95 % interval | taken for |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name, row in result["classes"].items():
        wrong = ", ".join(f"{other} {count}" for other, count in row["answers"].items() if other != name)
        interval = f"{row['low']:.3f} to {row['high']:.3f}"
        lines.append(f"| {name} | {row['runs']} | {row['recall']:.3f} | {interval} | {wrong or '-'} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Plant, diagnose, count."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--files", type=int, default=8, help="scenarios of each class, 20 runs each")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*", help="classes to look at; nothing is written then")
    asked = parser.parse_args()
    groups: dict[str, list[list[bool]]] = {}
    counts: dict[str, Counter] = {}
    with tempfile.TemporaryDirectory() as folder:
        for maker in PLANTED:
            if asked.only and maker.__name__ not in asked.only:
                continue
            name = truth(maker)
            for number in range(asked.files):
                found = answers(maker, number, asked.seed, Path(folder))
                groups.setdefault(name, []).append([one == name for one in found])
                counts.setdefault(name, Counter()).update(found)
            print(f"{maker.__name__:22s} {dict(counts[name])}", flush=True)
    if asked.only:
        return
    classes = {}
    for name, counter in counts.items():
        runs = sum(counter.values())
        low, high = stats.binomtest(counter[name], runs).proportion_ci(method="wilson")
        row = {"runs": runs, "recall": counter[name] / runs, "low": low, "high": high}
        classes[name] = row | {"answers": dict(counter.most_common())}
    result = {
        "runs": sum(row["runs"] for row in classes.values()),
        "files": asked.files,
        "seed": asked.seed,
        "balanced_accuracy": balanced(groups, np.random.default_rng(0)),
        "classes": classes,
    }
    (FOLDER / "diagnosis.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(page(result), encoding="utf-8")
    print(page(result))


if __name__ == "__main__":
    main()
