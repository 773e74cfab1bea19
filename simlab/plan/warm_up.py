"""A rise of the learning rate before any schedule, and what it leaves of the run to the schedule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simlab import registry
from simlab.scenario.concepts import KindTable
from simlab.scenario.numbers import Number

_REST = "max(steps - warm_up, 1)"


def schedule_numbers(schedule: KindTable | None) -> dict[str, Number]:
    """The numbers of a schedule; what lasts the whole run by default lasts for the rest after the warm-up."""
    if schedule is None:
        return {}
    if not _joins(schedule.kind):
        return schedule.numbers
    usual = {key for key, one in schedule.declared.parameters.items() if one.default == "steps"}
    return schedule.numbers | dict.fromkeys(usual - schedule.model_fields_set, _REST)


def warm_up_numbers(kind: str, resolved: Mapping[str, Any]) -> dict[str, float]:
    """The kernel's numbers of the rise before a schedule whose numbers are ``resolved``; none without one."""
    steps = resolved.get("warm_up", 0.0)
    if not steps or not _joins(kind):
        return {}
    return {"warm_up_steps": steps, "warm_up_start": resolved["warm_up_start"]}


def _joins(kind: str) -> bool:
    """Whether a schedule takes a warm-up in front of it; one with its own number of that name does not."""
    return "warm_up" not in registry.load("schedules", kind).PARAMETERS
