"""What must hold of the sweeps: their paths, their values, their axes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import prod
from typing import Any

from pydantic_core import PydanticCustomError

from simlab import registry
from simlab.errors import nearest
from simlab.scenario.draft import Draft
from simlab.scenario.faults import Faults
from simlab.scenario.landscape import DIMS
from simlab.scenario.paths import Target, targets
from simlab.scenario.sweeps import Sweep
from simlab.scenario.values import Context

_TAKEN = (
    "variant",
    "replicate",
    "level",
    "bin",
    "layer",
    "activation_bin",
    "eigenvalue",
    "hit_step",
    "restart",
    "best_restart",
    "restart_loss",
    "step",
    "coordinate",
    "optimizer",
    "status",
    "status_step",
    "start",
    "final_theta",
    *DIMS,
)


def check_sweeps(draft: Draft, raw: Mapping[str, Any], faults: Faults) -> None:
    """Add what is wrong with the sweeps of ``draft``; give each its explicit paths."""
    known = targets(raw)
    paths: dict[str, str] = {}  # explicit path to the axis that varies it
    for index, sweep in draft.sweeps.items():
        if sweep.name in (*_TAKEN, *registry.names("observers")):
            faults.add(("sweep", index, "name"), f"'{sweep.name}' is a name of the results; choose another")
        found = _targets(index, sweep, known, faults)
        for path in (path for target in found for path in target.paths):
            if path in paths:
                faults.add(
                    ("sweep", index, "parameter"), f"'{path}' is varied by axis '{paths[path]}' already"
                )
            paths[path] = sweep.name
        sweep.resolve(path for target in found for path in target.paths)
        _check_values(index, sweep, draft, found, faults)
        _check_zip(index, sweep, draft.sweeps.values(), faults)


def _targets(index: int, sweep: Sweep, known: Mapping[str, Target], faults: Faults) -> list[Target]:
    numeric = {path: target for path, target in known.items() if target.parameter or target.choice}
    found = []
    for path in sweep.parameter:
        if path in numeric:
            found.append(numeric[path])
        elif path in known:
            faults.add(("sweep", index, "parameter"), f"'{path}' cannot be varied within a run")
        else:
            faults.add(("sweep", index, "parameter"), f"there is no number '{path}'{nearest(path, numeric)}")
    return found


def _check_values(index: int, sweep: Sweep, draft: Draft, found: Iterable[Target], faults: Faults) -> None:
    seed = draft.run.seed if draft.run else 0
    for target in found:
        if target.choice or sweep.choices:
            _check_choices(index, sweep, target, faults)
            continue
        for value in sweep.numbers(seed):
            if target.parameter and (complaint := target.parameter.complaint(value)):
                faults.add(("sweep", index), f"a value of '{sweep.name}' {complaint}")
                break


def _check_choices(index: int, sweep: Sweep, target: Target, faults: Faults) -> None:
    if target.choice is None:
        faults.add(("sweep", index, "values"), f"'{target.paths[0]}' is a number, and needs numbers")
        return
    for value in sweep.values or ():
        try:
            target.choice.check(value, Context())
        except PydanticCustomError as error:
            faults.add(("sweep", index, "values"), f"a value of '{sweep.name}' {error.message()}")
            return
    if sweep.values is None:
        faults.add(("sweep", index), f"'{target.paths[0]}' is a choice: list its values")


def _check_zip(index: int, sweep: Sweep, sweeps: Iterable[Sweep], faults: Faults) -> None:
    if sweep.zip_with is None:
        return
    others = {other.name: other for other in sweeps if other is not sweep}
    partner = others.get(sweep.zip_with)
    if partner is None:
        message = f"there is no other axis '{sweep.zip_with}'{nearest(sweep.zip_with, others)}"
    elif partner.zip_with is not None:
        message = f"'{partner.name}' follows '{partner.zip_with}' itself; name that axis"
    elif partner.count != sweep.count:
        message = f"'{partner.name}' has {partner.count} values, this axis {sweep.count}"
    else:
        return
    faults.add(("sweep", index, "zip_with"), message)


def variant_count(draft: Draft) -> int:
    """How many variants the optimizers and sweeps make."""
    return sum(_variants_of(optimizer.name, draft) for optimizer in draft.optimizers.values())


def _variants_of(optimizer: str, draft: Draft) -> int:
    axes = {
        sweep.zip_with or sweep.name: sweep.count
        for sweep in draft.sweeps.values()
        if any(not path.startswith("optimizer.") or path.split(".")[1] == optimizer for path in sweep.paths)
    }
    return prod(axes.values())
