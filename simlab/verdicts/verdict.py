"""A verdict on one claim, and what all verdicts of a file come to."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from simlab.plain import plain

SUPPORTED, REFUTED, INCONCLUSIVE, ERROR = "supported", "refuted", "inconclusive", "error"


@dataclass(frozen=True)
class Verdict:
    """What came of one claim.

    ``value`` with its interval ``low`` to ``high``, against ``expected_low`` to ``expected_high``
    (``expectation`` in words). Where a claim covers a whole sweep these are of the worst case, which ``at``
    names. ``confidence`` is that of the interval after all corrections, ``None`` for an exact number;
    ``replicates`` how many it rests on. ``message`` is a sentence for a reader. A claim that cannot be
    measured at all has the verdict "error" and NaN.
    """

    id: str
    text: str
    statistic: str
    expectation: str
    verdict: str
    message: str
    value: float = math.nan
    low: float = math.nan
    high: float = math.nan
    expected_low: float = math.nan
    expected_high: float = math.nan
    confidence: float | None = None
    replicates: int = 0
    at: dict[str, float | str] = field(default_factory=dict)


def exit_code(verdicts: Iterable[Verdict], toothless: Iterable[str] = ()) -> int:
    """0 all supported; 2 a claim cannot be measured; 1 one refuted or toothless; 4 only inconclusive ones.

    The first that applies, in this order: 2, 1, 4, 0.
    """
    found = {verdict.verdict for verdict in verdicts}
    if ERROR in found:
        return 2
    if REFUTED in found or any(True for _ in toothless):
        return 1
    return 4 if INCONCLUSIVE in found else 0


def as_data(verdict: Verdict, control: str | None = None) -> dict[str, Any]:
    """A verdict, under ``control`` if any, as JSON can hold it: infinity is text, NaN is ``None``."""
    return {"control": control} | plain(asdict(verdict))


def to_json(verdicts: Iterable[Verdict], controls: Mapping[str, Iterable[Verdict]] | None = None) -> str:
    """The verdicts as a JSON list, one object a claim, and then those under each of the ``controls``."""
    rows = [as_data(verdict) for verdict in verdicts]
    for control, judged in (controls or {}).items():
        rows += [as_data(verdict, control) for verdict in judged]
    return json.dumps(rows, indent=1, allow_nan=False) + "\n"
