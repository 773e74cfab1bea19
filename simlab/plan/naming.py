"""The names of a variant's numbers: in claims, and of vectors in the kernel."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from simlab import registry
from simlab.scenario.concepts import OptimizerTable


def schedule_lengths(schedule: str, numbers: Mapping[str, Any]) -> tuple[tuple[str, int], ...]:
    """Rows of the schedule's parameters that are lists of their own length, by their name in the kernel."""
    parameters = registry.load("schedules", schedule).PARAMETERS
    return tuple(
        (f"schedule_{name}", len(numbers[name]))
        for name, parameter in parameters.items()
        if parameter.entries == "numbers"
    )


def settings_of(
    constants: Mapping[str, Any],
    long: Collection[str],
    sections: Mapping[str, Mapping[str, Any]],
    table: OptimizerTable,
) -> dict[str, Any]:
    """All numbers under the names that claims use; only optimizer and problem go without their section.

    ``constants`` are the problem's, ``long`` its parameters that no claim can use. What the gradient passes
    through is named too, and a preset: not everything that acts there has a number.
    """
    own = {name: value for name, value in sections["problem"].items() if name not in long}
    settings: dict[str, Any] = {**constants, **own}
    for section, values in sections.items():
        if section not in ("problem", "optimizer"):
            prefix = section.removeprefix("gradient_")
            settings |= {f"{prefix}_{name}": value for name, value in values.items()}
    if table.preset:
        settings["preset"] = table.preset
    if table.gradient:
        settings["gradient"] = ", then ".join(link.kind for link in table.gradient)
    return settings | dict(sections["optimizer"])
