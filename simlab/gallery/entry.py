"""What the manifest keeps of one scenario: claims and pictures with their numbers, and the digests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from simlab.gallery.place import Exhibit
from simlab.pipeline import Check
from simlab.plain import plain
from simlab.results.machine import cpu_core, cpu_model
from simlab.results.manifest import versions
from simlab.verdicts import Verdict

BITS = ("simlab", "numpy", "sympy")  # packages of whose versions a trajectory's bits may depend
_CLAIM = (
    *("id", "text", "expectation", "verdict", "value", "low", "high", "expected_low", "expected_high"),
    *("confidence", "replicates", "at"),
)


def machine() -> dict[str, str]:
    """What bits are promised for: the versions of ``BITS`` and the processor."""
    known = versions()
    return {name: known.get(name, "") for name in BITS} | {"cpu": cpu_model(), "core": cpu_core()}


def entry(exhibit: Exhibit, check: Check, files: Sequence[str], seconds: float) -> dict[str, Any]:
    """The manifest's part of ``exhibit``, whose pictures are kept in ``files``; JSON can hold it."""
    run = check.run
    pictures = []
    for picture in run.pictures:
        names = [path.name for path in picture.paths if path.name in files]
        pictures.append({"title": picture.title, "files": names, "numbers": picture.numbers})
    content = {
        "name": exhibit.name,
        "title": exhibit.title,
        "question": exhibit.question,
        "source": exhibit.source,
        "section": exhibit.section.label,
        "seconds": round(seconds, 2),
        "scenario_digest": run.manifest.scenario_digest,
        "results_digest": run.manifest.results_digest,
        "machine": machine(),
        "claims": [_claim(verdict, check) for verdict in run.verdicts],
        "pictures": pictures,
    }
    return plain(content)


def _claim(verdict: Verdict, check: Check) -> dict[str, Any]:
    """A claim's numbers, and the names of the controls that refute it."""
    refuting = [
        name
        for name, judged in check.controls.items()
        if verdict.id in [one.id for one in judged] and verdict.id not in check.toothless[name]
    ]
    return {key: getattr(verdict, key) for key in _CLAIM} | {"controls": refuting}
