"""Two runs side by side: which verdicts changed, and which statistics moved beyond their intervals."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simlab.errors import UsageError
from simlab.results.folder import VERDICTS, not_finished
from simlab.results.manifest import read_manifest
from simlab.verdicts.verdict import ERROR, INCONCLUSIVE, REFUTED, SUPPORTED

_ORDER = (SUPPORTED, INCONCLUSIVE, REFUTED, ERROR)  # from good to bad
SAME, MOVED, BETTER, WORSE, ADDED, GONE = "same", "moved", "better", "worse", "added", "gone"


@dataclass(frozen=True)
class Change:
    """One claim in two runs: ``before`` and ``after`` are its rows of ``verdicts.json``, ``None`` if missing.

    ``change`` is one of same, moved (the intervals do not meet, or exact numbers differ), better, worse,
    added, gone. Under a control a claim should be refuted, so there better and worse change places.
    """

    id: str
    control: str | None
    change: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    @property
    def is_regression(self) -> bool:
        """Whether the second run answers a question less well."""
        return self.change in (WORSE, GONE)


@dataclass(frozen=True)
class Difference:
    """All claims of two runs, and whether the runs have the very same numbers."""

    changes: list[Change]
    same_numbers: bool

    @property
    def exit_code(self) -> int:
        """1 if anything got worse, else 0."""
        return int(any(change.is_regression for change in self.changes))


def difference(first: Path | str, second: Path | str) -> Difference:
    """What changed from the run in one folder to the run in another.

    Raises
    ------
    UsageError
        If one of them is not the folder of a finished run.
    """
    before, after = _rows(Path(first)), _rows(Path(second))
    changes = [_change(key, before.get(key), after.get(key)) for key in before | after]
    digests = {read_manifest(folder)["results_digest"] for folder in (first, second)}
    return Difference(changes, len(digests) == 1)


def _rows(folder: Path) -> dict[tuple[str | None, str], dict[str, Any]]:
    try:
        rows = json.loads((folder / VERDICTS).read_text(encoding="utf-8"))
        return {(row["control"], row["id"]): row for row in rows}
    except (FileNotFoundError, NotADirectoryError):
        raise not_finished(folder, VERDICTS) from None
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{folder / VERDICTS} is damaged: {error}") from None


def _change(
    key: tuple[str | None, str], before: dict[str, Any] | None, after: dict[str, Any] | None
) -> Change:
    control, name = key
    if before is None or after is None:
        return Change(name, control, ADDED if before is None else GONE, before, after)
    grades = [_ORDER.index(row["verdict"]) for row in (before, after)]
    if grades[0] != grades[1]:
        worse = grades[1] > grades[0]
        if control is not None and ERROR not in (before["verdict"], after["verdict"]):
            worse = not worse
        return Change(name, control, WORSE if worse else BETTER, before, after)
    return Change(name, control, MOVED if _apart(before, after) else SAME, before, after)


def _apart(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether the intervals do not meet; a number without one is an interval of its own."""
    ends = []
    for row in (before, after):
        low, high = (row[name] if row[name] is not None else row["value"] for name in ("low", "high"))
        if low is None or high is None:
            return (before["value"] is None) != (after["value"] is None)
        ends.append((float(low), float(high)))
    return ends[0][1] < ends[1][0] or ends[1][1] < ends[0][0]
