"""At which steps a quantity is recorded: the schedules of the ``[record]`` table."""

from __future__ import annotations

import re

from simlab.scenario.messages import described

MOST_RECORDS = 1_000_000  # of one quantity in one trajectory
DEFAULT = {"loss": "log 200"}

_FORM = re.compile(r"(every|log) +(\d{1,18})|last|none")


def schedule_complaint(schedule: object, steps: int | None = None) -> str | None:
    """What is wrong with a schedule, for a run of ``steps`` if known; ``None`` if nothing is."""
    match = _FORM.fullmatch(schedule) if isinstance(schedule, str) else None
    if match is None:
        return f"must be 'every K', 'log N', 'last' or 'none', not {described(schedule)}"
    kind, count = match[1], int(match[2] or 0)
    if kind and count < 1:
        return f"'{schedule}' must count from 1"
    wanted = count if kind == "log" else steps // count if kind and steps is not None else 0
    if wanted > MOST_RECORDS:
        return f"'{schedule}' would record {wanted:,} steps, at most {MOST_RECORDS:,} are allowed"
    return None


def record_steps(schedule: str, steps: int) -> list[int]:
    """The steps, ascending, at which ``schedule`` records in a run of ``steps``.

    ``"every k"``: 0, k, 2k, ... and the final step. ``"log n"``: step 0 and up to n steps at equal ratios,
    from 1 to the final one. ``"last"``: the final step alone. ``"none"``: no step.
    """
    if schedule == "none":
        return []
    if schedule == "last":
        return [steps]
    kind, count = schedule.split()
    if kind == "every":
        return [*range(0, steps, int(count)), steps]
    gaps = max(int(count) - 1, 1)
    points = {round(steps ** (index / gaps)) for index in range(1, gaps)}
    return sorted({0, 1, steps} | points if int(count) > 1 else {0, steps})
