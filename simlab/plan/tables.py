"""The examples of a scenario: loaded once for every setting of ``[data]`` that a sweep asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simlab.data.dataset import DataSet
from simlab.data.loading import load
from simlab.data.table import DataTable
from simlab.data.timeline import later
from simlab.engines.batch import Tables
from simlab.errors import UsageError
from simlab.networks.tables import Examples, examples
from simlab.plan.overrides import under
from simlab.scenario.model import Scenario


@dataclass(frozen=True, eq=False)
class Loaded:
    """One data set as a table of a kernel; ``name`` says what a sweep has changed, if anything.

    ``later`` has what its examples are from some step on, ascending.
    """

    name: str
    data: DataSet
    examples: Examples
    later: tuple[tuple[int, Tables], ...]


class DataSets:
    """Every data set that a sweep asks for, each made once, for one loss."""

    def __init__(self, scenario: Scenario, specification: DataTable, loss: str) -> None:
        self.scenario, self.specification, self.loss = scenario, specification, loss
        self._made: dict[str, Loaded] = {}

    def at(self, overrides: Mapping[str, Any]) -> Loaded:
        """The data set with the sweep's ``overrides``.

        Raises
        ------
        UsageError
            If it cannot be made, or the loss cannot take its targets.
        """
        changes = under("data", overrides)
        name = ", ".join(f"{key}={value!r}" for key, value in sorted(changes.items()))
        if name not in self._made:
            run = self.scenario.run
            specification = _changed(self.specification, changes)
            _check_times(specification, run.steps)
            data = load(specification, run.seed, self.scenario.path.parent)
            self._made[name] = Loaded(
                name,
                data,
                examples(data, self.loss, run.dtype),
                tuple(
                    (step, examples(changed, self.loss, run.dtype).tables)
                    for step, changed in later(data, specification, run.seed)
                ),
            )
        return self._made[name]


def _check_times(table: DataTable, steps: int) -> None:
    for place, fault in enumerate(table.faults):
        if fault.step is not None and fault.step >= steps:
            last = f"the last of {steps} steps is {steps - 1}"
            raise UsageError(f"[data] faults.{place}.step: {fault.step} never comes, {last}")


def _changed(table: DataTable, changes: Mapping[str, float]) -> DataTable:
    """``table`` with other numbers; ``faults.0.rate`` is one of a fault."""
    faults = list(table.faults)
    own: dict[str, Any] = {}
    for path, value in changes.items():
        key, _, rest = path.partition(".")
        if key == "faults":
            place, _, name = rest.partition(".")
            number = int(value) if name in ("step", "duration") else value
            faults[int(place)] = faults[int(place)].model_copy(update={name: number})
        else:
            own[key] = int(value) if key == "count" else value
    return table.model_copy(update=own | {"faults": faults})
